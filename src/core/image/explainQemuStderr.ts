import { UserError, type UserErrorReason } from '../common/userError.ts';

interface Explanation {
  readonly pattern: RegExp;
  readonly reason: UserErrorReason;
  /** `$1`… are the pattern's groups. */
  readonly sentence: string;
  readonly next: string;
}

/** In order; the first that matches anywhere in the text wins. The wording is that of QEMU 7.2 to 10. */
const explanations: readonly Explanation[] = [
  {
    pattern: /Failed to get (?:shared )?"\w+" lock\s+Is another process using the image \[(.*)\]/,
    reason: 'environment',
    sentence: 'The disk image $1 is in use by another VM.',
    next: 'Stop that VM, or give this one an image of its own.',
  },
  {
    pattern: /Could not access KVM kernel module: Permission denied|failed to initialize kvm: Permission denied/i,
    reason: 'environment',
    sentence: 'KVM cannot be used: this user may not open /dev/kvm.',
    next: 'Join the group kvm (sudo usermod -aG kvm "$USER", then log in again), or choose the accelerator auto or tcg.',
  },
  {
    pattern: /Could not access KVM kernel module: (.*)|failed to initialize kvm: (.*)/i,
    reason: 'environment',
    sentence: 'KVM cannot be used on this machine: $1$2.',
    next: 'Choose the accelerator auto or tcg.',
  },
  {
    pattern:
      /(failed to set MSR \S+ to \S+|kvm_buf_set_msrs: Assertion|KVM internal error\.? ?.*|kvm_init_vcpu\S* .*)/i,
    reason: 'environment',
    sentence: 'KVM of this machine failed: $1.',
    next: 'Choose the accelerator auto or tcg.',
  },
  {
    pattern: /invalid accelerator (\S+)|Could not find accelerator (\S+)/i,
    reason: 'environment',
    sentence: 'This QEMU has no accelerator $1$2.',
    next: 'Choose the accelerator auto or tcg.',
  },
  {
    pattern: /Could not set up host forwarding rule '(\w+):([\d.]*):(\d+)-/,
    reason: 'environment',
    sentence: 'Port $3 of this machine is taken, so it cannot be forwarded to the guest.',
    next: 'Forward another port; host port 0 lets QEMU take a free one.',
  },
  {
    pattern: /cannot set up guest memory|Cannot allocate memory|qemu_memfd_create failed/i,
    reason: 'environment',
    sentence: "This machine has not enough free memory for the VM's.",
    next: 'Give the VM less memory, or stop other VMs.',
  },
  {
    pattern: /No space left on device/i,
    reason: 'environment',
    sentence: 'The disk that QEMU writes to is full.',
    next: 'Make room, then launch again.',
  },
  {
    pattern: /unable to find CPU model '(.*)'/,
    reason: 'usage',
    sentence: 'This QEMU knows no CPU model $1.',
    next: 'Correct the extra arguments of the profile.',
  },
  {
    pattern: /Invalid SMP CPUs (\d+)\. The max CPUs supported by machine '(.*?)' is (\d+)/,
    reason: 'usage',
    sentence: 'The VM cannot have $1 CPUs: the machine $2 has at most $3.',
    next: 'Give the VM fewer CPUs.',
  },
  {
    pattern: /Image is not in (\w+) format/,
    reason: 'environment',
    sentence: 'A disk image is not in the format $1 that the profile names.',
    next: 'Correct the format of the disk, or leave it out.',
  },
  {
    pattern: /could not load PC BIOS '(.*)'/,
    reason: 'environment',
    sentence: "QEMU's firmware $1 cannot be loaded.",
    next: 'Install the firmware (seabios, ovmf), or correct the extra arguments of the profile.',
  },
  {
    pattern: /could not (?:open|load) (?:kernel|initrd) (?:file )?'(.*)'(?:: (.*))?/i,
    reason: 'environment',
    sentence: 'QEMU cannot load $1.',
    next: 'Check that it is a Linux kernel or initrd that this user may read.',
  },
  {
    pattern: /Could not open '(.*)': (.*)/,
    reason: 'environment',
    sentence: 'QEMU cannot open $1: $2.',
    next: 'Check that the file exists and that this user may open it.',
  },
  {
    pattern: /Failed to connect to '(.*)': (.*)/,
    reason: 'vm',
    sentence: 'QEMU cannot reach its VM host at $1: $2.',
    next: 'Launch the VM again.',
  },
  {
    pattern:
      /^\S+: ((?:-.*: )?(?:.*invalid option|.*is not a valid device model name|Property '.*' not found|Invalid parameter '.*'|unsupported machine type|Duplicate ID '.*'|Bus '.*' not found|Parameter '.*' expects .*))/im,
    reason: 'usage',
    sentence: 'QEMU does not take an argument: $1.',
    next: 'Correct the extra arguments of the profile, or update QEMU.',
  },
];

/**
 * Makes one sentence of what QEMU wrote before it ended. An error that is not known is QEMU's own last line. Undefined:
 * QEMU wrote nothing that explains its end (warnings, the note of a signal).
 */
export function explainQemuStderr(stderr: string): UserError | undefined {
  for (const { pattern, reason, sentence, next } of explanations) {
    const match = pattern.exec(stderr);
    if (match === null) continue;
    const message = sentence.replace(/\$(\d)/g, (_, group: string) => match[Number(group)]?.trim() ?? '');
    return new UserError(reason, message, { next, cause: new Error(stderr.trim()) });
  }
  const last = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/warning: |terminating on signal/.test(line))
    .at(-1);
  if (last === undefined) return undefined;
  return new UserError('vm', `QEMU ended: ${last.replace(/^\S*qemu\S*: /, '').replace(/\.$/, '')}.`, {
    next: "QEMU's whole output is in the run folder's diagnostics.",
    cause: new Error(stderr.trim()),
  });
}
