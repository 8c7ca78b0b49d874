import type { ConsoleFailureKind } from '../console/phases/bootPhase.ts';

/** What each kind of console failure means, and what to do next. */
export const consoleAdvice: Readonly<
  Record<ConsoleFailureKind, { readonly explanation: string; readonly next: string }>
> = {
  kernelPanic: {
    explanation: 'The kernel could not go on and stopped the machine.',
    next: 'Read the trace from its first line; the kernel log before it often names the driver or the missing root.',
  },
  oops: {
    explanation: 'Kernel code went wrong. The machine may run on, but nothing after it can be relied on.',
    next: 'Read the call trace for the module it happened in, and try another kernel.',
  },
  emergencyShell: {
    explanation:
      'systemd could not bring up what it was told is required, and gave up the boot for an emergency shell.',
    next: 'Look above it for the first unit that failed or the device that was waited for; a mount can be marked nofail.',
  },
  initrdShell: {
    explanation: 'The initrd found no root file system that it could use, and gave up the boot for a shell.',
    next: 'Check the root= of the command line, and that the initrd holds the drivers of the disk or the CD.',
  },
  noBootableDevice: {
    explanation: 'The firmware found nothing that it can boot.',
    next: 'Check that the image boots by the firmware of the profile (bios or uefi), and that it is whole.',
  },
  bootLoaderError: {
    explanation: 'The boot loader could not load what its menu names.',
    next: 'Check the paths in the menu of the boot loader against the files in the image.',
  },
  stuckJob: {
    explanation: 'systemd has waited for a unit for longer than usual.',
    next: 'Run the probe “Queued jobs”: it shows what waits for what, and the processes of the unit.',
  },
  hungTask: {
    explanation: 'A process has waited in the kernel for minutes, mostly for a disk that does not answer.',
    next: 'Read the call trace for what it waits for; on a busy host it may be the host that is slow.',
  },
  lockup: {
    explanation: 'A CPU of the guest has not come to schedule for too long.',
    next: 'If the host was busy it may be a false alarm; otherwise read the call trace.',
  },
  outOfMemory: {
    explanation: 'The guest ran out of memory, and its kernel killed a process for it.',
    next: 'Give the VM more memory (memoryMib): live images unpack themselves into it.',
  },
  unitFailed: {
    explanation: 'systemd could not start a unit.',
    next: 'Read its journal: journalctl -b -u with the name of the unit.',
  },
  dependencyFailed: {
    explanation: 'A unit was not started because another one that it requires failed.',
    next: 'Look above it for the unit that failed first.',
  },
  deviceTimeout: {
    explanation: 'A device that a mount or a unit needs did not come.',
    next: 'Check that the profile gives the VM this disk, and its label or UUID; a mount can be marked nofail.',
  },
  orderingCycle: {
    explanation: 'Units are ordered in a circle; systemd leaves out one of them, and which one is a matter of chance.',
    next: 'Take one After= or Before= out of the circle that the lines name.',
  },
  ioError: {
    explanation: 'A disk did not answer a request, or answered with an error.',
    next: 'Check the disk image (qemu-img check), and whether the disk of the host is full.',
  },
  crash: {
    explanation: 'A program in the guest crashed.',
    next: 'Look in the journal around this time for what it did; coredumpctl may hold the dump.',
  },
  gettyFlapping: {
    explanation: 'The login program of the console ends as soon as it is started, so nobody can log in there.',
    next: 'Check that the shell and the login program are in the image, and the autologin of the getty.',
  },
  unexpectedReboot: {
    explanation: 'The machine began to boot again without having been shut down.',
    next: 'Look at the last lines before it: a triple fault, a watchdog or a panic with reboot.',
  },
  silence: {
    explanation: 'The console said nothing for longer than a boot in this phase is silent.',
    next: 'Check console= on the command line of the kernel, and take a screenshot: the guest may speak on its screen.',
  },
  qemuExit: {
    explanation: 'QEMU ended, and the VM with it.',
    next: 'Read what QEMU wrote: diagnostics/qemu-stderr.txt.',
  },
  custom: {
    explanation: 'The console showed what the profile looks for.',
    next: 'See the lines of the console.',
  },
};
