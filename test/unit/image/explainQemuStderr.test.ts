import { describe, expect, it } from 'vitest';
import { explainQemuStderr } from '../../../src/core/image/explainQemuStderr.ts';

/** Written by QEMU 7.2 itself, but for the MSR. */
const cases: readonly [stderr: string, reason: string, message: string][] = [
  [
    'qemu-system-x86_64: -device virtio-blk-pci,drive=a: Failed to get shared "write" lock\nIs another process using the image [/tmp/a b.raw]?\n',
    'environment',
    'The disk image /tmp/a b.raw is in use by another VM.',
  ],
  [
    'Could not access KVM kernel module: No such file or directory\nqemu-system-x86_64: -accel kvm: failed to initialize kvm: No such file or directory\n',
    'environment',
    'KVM cannot be used on this machine: No such file or directory.',
  ],
  [
    'Could not access KVM kernel module: Permission denied\nqemu-system-x86_64: failed to initialize kvm: Permission denied\n',
    'environment',
    'KVM cannot be used: this user may not open /dev/kvm.',
  ],
  [
    "qemu-system-x86_64: error: failed to set MSR 0x48f to 0x7fefff00036dfb\nqemu-system-x86_64: ../target/i386/kvm/kvm.c:2893: kvm_buf_set_msrs: Assertion `ret == cpu->kvm_msr_buf->nmsrs' failed.\n",
    'environment',
    'KVM of this machine failed: failed to set MSR 0x48f to 0x7fefff00036dfb.',
  ],
  [
    "qemu-system-x86_64: -netdev user,id=n,hostfwd=tcp:127.0.0.1:2222-:22: Could not set up host forwarding rule 'tcp:127.0.0.1:2222-:22'\n",
    'environment',
    'Port 2222 of this machine is taken, so it cannot be forwarded to the guest.',
  ],
  [
    "qemu-system-x86_64: cannot set up guest memory 'pc.ram': Cannot allocate memory\n",
    'environment',
    "This machine has not enough free memory for the VM's.",
  ],
  ["qemu-system-x86_64: unable to find CPU model 'nosuch'\n", 'usage', 'This QEMU knows no CPU model nosuch.'],
  ['qemu-system-x86_64: -bogus: invalid option\n', 'usage', 'QEMU does not take an argument: -bogus: invalid option.'],
  [
    "qemu-system-x86_64: warning: something\nqemu-system-x86_64: -device bogus: 'bogus' is not a valid device model name\n",
    'usage',
    "QEMU does not take an argument: -device bogus: 'bogus' is not a valid device model name.",
  ],
  [
    "qemu-system-x86_64: -device virtio-net-pci,foo=1: Property 'virtio-net-pci.foo' not found\n",
    'usage',
    "QEMU does not take an argument: -device virtio-net-pci,foo=1: Property 'virtio-net-pci.foo' not found.",
  ],
  [
    "qemu-system-x86_64: Invalid SMP CPUs 1000. The max CPUs supported by machine 'pc-q35-7.2' is 288\n",
    'usage',
    'The VM cannot have 1000 CPUs: the machine pc-q35-7.2 has at most 288.',
  ],
  ["qemu: could not open kernel file '/k': No such file or directory\n", 'environment', 'QEMU cannot load /k.'],
  ["qemu: could not load PC BIOS 'x.bin'\n", 'environment', "QEMU's firmware x.bin cannot be loaded."],
  [
    'qemu-system-x86_64: -blockdev driver=qcow2: Image is not in qcow2 format\n',
    'environment',
    'A disk image is not in the format qcow2 that the profile names.',
  ],
  ['qemu-system-x86_64: the sky fell\n', 'vm', 'QEMU ended: the sky fell.'],
];

describe('explainQemuStderr', () => {
  it.each(cases)('explains %j', (stderr, reason, message) => {
    const error = explainQemuStderr(stderr);
    expect(error).toMatchObject({ reason, message });
    expect(error?.next).toMatch(/\.$/);
  });

  it('says nothing where QEMU said nothing of its end', () => {
    expect(explainQemuStderr('')).toBeUndefined();
    expect(
      explainQemuStderr(
        'qemu-system-x86_64: warning: x\nqemu-system-x86_64: terminating on signal 15 from pid 1 (x)\n',
      ),
    ).toBeUndefined();
  });
});
