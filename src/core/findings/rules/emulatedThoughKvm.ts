import type { FindingRule } from '../findingRule.ts';

/** The VM is emulated although the machine has KVM and nobody asked for emulation: everything takes many times as long. */
export const emulatedThoughKvm: FindingRule = ({ host }) => {
  const { accelerator, acceleratorChoice, kvm } = host;
  if (accelerator.kind !== 'tcg' || acceleratorChoice !== 'auto' || kvm === 'absent') return [];
  return [
    {
      id: 'emulated-though-kvm',
      kind: 'emulated-though-kvm',
      severity: 'info',
      title: 'The VM is emulated although this machine has /dev/kvm',
      explanation: `Emulation makes a boot several times slower. Why it was chosen: ${accelerator.why}.`,
      evidence: [],
      next: 'Mend KVM if times matter; with the accelerator set to kvm a launch says what is wrong.',
    },
  ];
};
