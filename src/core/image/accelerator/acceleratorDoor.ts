import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { errnoCode } from '../../common/errnoCode.ts';
import type { QemuFacts } from '../findQemu.ts';

/** Whether an accelerator could be used at all, before anything is tried; else why not, and what to do. */
export type AcceleratorDoor =
  { readonly state: 'open' } | { readonly state: 'closed'; readonly why: string; readonly next: string };

const kvmDevice = '/dev/kvm';

/** Costs next to nothing and is asked each time: a user may have joined the group kvm meanwhile. */
export async function acceleratorDoor(accelerator: 'kvm' | 'hvf', qemu: QemuFacts): Promise<AcceleratorDoor> {
  const next = 'Choose the accelerator auto or tcg.';
  if (!qemu.accelerators.includes(accelerator)) {
    return { state: 'closed', why: `${qemu.path} was built without ${accelerator}`, next };
  }
  if (accelerator === 'hvf') return { state: 'open' };
  try {
    await access(kvmDevice, constants.R_OK | constants.W_OK);
    return { state: 'open' };
  } catch (error) {
    if (errnoCode(error) === 'EACCES') {
      const join = 'Join the group kvm (sudo usermod -aG kvm "$USER", then log in again), or choose auto or tcg.';
      return { state: 'closed', why: `this user may not open ${kvmDevice}`, next: join };
    }
    return { state: 'closed', why: `this machine has no ${kvmDevice}`, next };
  }
}
