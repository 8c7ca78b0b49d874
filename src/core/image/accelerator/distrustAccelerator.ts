import { AcceleratorMemory } from './acceleratorMemory.ts';
import type { QemuFacts } from '../findQemu.ts';

export interface Distrust {
  readonly kind: 'kvm' | 'hvf';
  readonly qemu: QemuFacts;
  readonly cacheFolder: string;
  /** What was seen, as it completes "emulation, because …": "the kernel stayed silent for 30 s under KVM". */
  readonly why: string;
}

/**
 * Remembers that an accelerator passed its trial and still did not carry a guest, so that `auto` takes emulation until this
 * machine starts anew.
 */
export async function distrustAccelerator({ kind, qemu, cacheFolder, why }: Distrust): Promise<void> {
  const verdict = { cpuModel: null, why, foundAt: new Date().toISOString() };
  await new AcceleratorMemory(cacheFolder).remember(kind, qemu, verdict);
}
