import { messageOf } from '../../core/common/userError.ts';
import { distrustAccelerator } from '../../core/image/accelerator/distrustAccelerator.ts';
import { findQemu } from '../../core/image/findQemu.ts';
import { tcgCpuModel } from '../../core/image/accelerator/tcgCpuModel.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { HostSpec } from '../hostSpec.ts';
import { startTrouble } from './startTrouble.ts';
import { isAcceleratorToBlame } from './isAcceleratorToBlame.ts';
import type { RunningMachine } from './startMachine.ts';

export interface TrustedMachine {
  readonly machine: RunningMachine;
  readonly accelerator: HostSpec['accelerator'];
}

/**
 * Starts a machine. Where `auto` chose the accelerator and the machine does not start with it, it is tried in emulation: if
 * it starts there, the accelerator was to blame, which is remembered; not so where this machine was merely too busy. What
 * fails before QEMU is started, or by QEMU's words for want of something else, is told at once.
 *
 * Errors: those of the first start.
 */
export async function startTrustedMachine(
  {
    spec,
    log,
    whileStarting,
  }: { readonly spec: HostSpec; readonly log: (line: string) => void; readonly whileStarting: () => void },
  start: (spec: HostSpec, whileStarting: () => void) => Promise<RunningMachine>,
): Promise<TrustedMachine> {
  const { accelerator, profile } = spec;
  const qemu = { isStarted: false };
  const noteStart = (): void => {
    qemu.isStarted = true;
    whileStarting();
  };
  try {
    return { machine: await start(spec, noteStart), accelerator };
  } catch (error) {
    if (profile.accelerator !== 'auto' || accelerator.kind === 'tcg') throw error;
    if (!qemu.isStarted || startTrouble(error) !== undefined) throw error;
    log(`${accelerator.kind}: ${messageOf(error)}`);
    const why = `${accelerator.kind.toUpperCase()} passed its trial and did not start this machine: ${messageOf(error)}`;
    const emulation = { kind: 'tcg', cpuModel: tcgCpuModel, why: `emulation, because ${why}` } as const;
    const emulatedAtMs = performance.now();
    const machine = await start({ ...spec, accelerator: emulation }, whileStarting).catch(() => {
      throw error;
    });
    if (isAcceleratorToBlame(error, performance.now() - emulatedAtMs)) await distrust(spec, why);
    return { machine, accelerator: emulation };
  }
}

/** From now on, `auto` takes emulation on this machine. */
export async function distrust({ accelerator: { kind }, qemu }: HostSpec, why: string): Promise<void> {
  if (kind === 'tcg') return;
  await distrustAccelerator({ kind, qemu: await findQemu(qemu.path), cacheFolder: cacheFolder(), why });
}
