import type { BootPhase } from '../phases/bootPhase.ts';
import type { FailurePattern } from './failurePattern.ts';

const message = (match: RegExpExecArray): string => (match[1] ?? match[0]).trim();

/** Where a boot is given up: after its login a person may print such words. `failed`: one shell may follow another. */
const beforeLogin: readonly BootPhase[] = ['firmware', 'bootLoader', 'kernel', 'initrd', 'userspace', 'failed'];

/** Firmware, boot loader, initrd: what keeps a system from starting. */
export const bootFailurePatterns: readonly FailurePattern[] = [
  {
    kind: 'noBootableDevice',
    severity: 'fatal',
    hints: ['o bootable', 'perating system', 'Non-system disk'],
    start:
      /^(?:BdsDxe: )?((?:FATAL: )?No bootable (?:device|medium|option).*|Operating system not found.*|Missing operating system.*|Non-system disk.*)$/i,
    oncePerBoot: true,
    title: (match) => `No bootable device: ${message(match)}`,
  },
  {
    kind: 'bootLoaderError',
    severity: 'fatal',
    hints: ['Boot failed: please', 'missing or corrupt', 'Failed to load ldlinux', 'Failed to load COM32'],
    start:
      /^((?:Boot failed: please change disks|isolinux\.bin missing or corrupt|Failed to load (?:ldlinux|COM32)).*)$/,
    title: (match) => `Boot loader: ${message(match)}`,
  },
  {
    // One device of several; the firmware goes on with the next.
    kind: 'noBootableDevice',
    severity: 'error',
    hints: ['Boot failed'],
    start: /^(Boot failed.*)$/,
    title: (match) => message(match),
  },
  {
    kind: 'noBootableDevice',
    severity: 'warning',
    hints: ['BdsDxe: failed to'],
    start: /^BdsDxe: (failed to (?:load|start) .*)$/,
    title: (match) => `Firmware ${message(match)}`,
  },
  {
    kind: 'bootLoaderError',
    severity: 'fatal',
    hints: ['magic is broken', 'magic broken'],
    start: /((?:alloc|free) magic (?:is )?broken.*)$/,
    title: (match) => `GRUB: ${message(match)}`,
  },
  {
    kind: 'bootLoaderError',
    severity: 'fatal',
    hints: ['grub rescue>'],
    start: /grub rescue>/,
    isPrompt: true,
    oncePerBoot: true,
    title: () => 'GRUB found no usable configuration and waits in its rescue shell',
  },
  {
    kind: 'bootLoaderError',
    severity: 'error',
    hints: ['error: '],
    start: /^\s*error: (.*)$/,
    phases: ['firmware', 'bootLoader'],
    title: (match) => `Boot loader: ${message(match)}`,
  },
  {
    kind: 'bootLoaderError',
    severity: 'error',
    hints: ['Could not find kernel image', 'No DEFAULT or UI', 'ERROR: No configuration file'],
    start: /((?:Could not find kernel image|No DEFAULT or UI configuration|ERROR: No configuration file).*)$/,
    title: (match) => `Boot loader: ${message(match)}`,
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    hints: ['An error occurred in stage 1'],
    start: /^An error occurred in stage 1 of the boot process/,
    maximumLines: 12,
    end: /^\s*\*\) (?:to )?ignore the error and continue/,
    oncePerBoot: true,
    phases: beforeLogin,
    title: () => 'NixOS stage 1 failed and waits at its failure menu',
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    hints: ['dracut: Refusing to continue', 'rdsosreport.txt'],
    start: /(dracut: Refusing to continue|rdsosreport\.txt)/,
    oncePerBoot: true,
    phases: beforeLogin,
    title: () => 'dracut could not start the system and stopped in the initrd',
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    hints: ['ropping to a shell', 'ropping to shell', 'o init found', 'requested /sbin/init', 'requested init'],
    start:
      /^(ALERT!.*|.*[Dd]ropping to (?:a )?shell.*|No init found.*|Target filesystem doesn't have (?:the )?requested .*init.*)$/,
    oncePerBoot: true,
    phases: beforeLogin,
    title: (match) => `Stopped in the initrd: ${message(match)}`,
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    hints: ['(initramfs)'],
    start: /^\(initramfs\)/,
    isPrompt: true,
    oncePerBoot: true,
    phases: beforeLogin,
    title: () => 'Stopped in the initrd at its emergency shell',
  },
  {
    kind: 'emergencyShell',
    severity: 'fatal',
    hints: ['mergency', 'for maintenance'],
    // At the beginning of a line, or behind a time, a state or a name: a harness's own report quotes it.
    start:
      /^(?:\[[^\]]*\]|[\w.-]+\[\d+\]: |\s)*(?:Press Enter for (?:emergency shell|maintenance)|Starting Emergency Shell|You are in emergency mode|Entering emergency mode|Reached target Emergency Mode|Give root password for maintenance)/,
    isPrompt: true,
    oncePerBoot: true,
    phases: beforeLogin,
    maximumLines: 8,
    follows: /./,
    title: () => 'The system stopped in emergency mode',
  },
];
