import { Deadline } from '../common/deadline.ts';
import { messageOf } from '../common/userError.ts';
import type { QemuProcess } from './qemuProcess.ts';
import type { QmpClient } from './qmpClient.ts';

export type StopStep = 'guest' | 'powerButton' | 'quit' | 'sigterm' | 'sigkill';

/** Words for people: what made the VM stop. */
export const stopStepTitle: Readonly<Record<StopStep, string>> = {
  guest: 'power-off by the guest channel',
  powerButton: 'ACPI power button',
  quit: "QEMU's quit command",
  sigterm: 'SIGTERM',
  sigkill: 'SIGKILL',
};

export interface StopOptions {
  readonly qemu: QemuProcess;
  readonly qmp: QmpClient;
  /** Asks the guest to power off; undefined: there is no channel. */
  readonly askGuest: (() => Promise<void>) | undefined;
  /** A guest that has not come to its userspace does not listen to it. */
  readonly powerButton: 'press' | 'skip';
  /** Skip the steps in which the guest takes part. */
  readonly kill: boolean;
  readonly log: (line: string) => void;
}

/** How long each step may take before the next one is tried. */
const patienceMs: Readonly<Record<StopStep, number>> = {
  guest: 30_000,
  powerButton: 10_000,
  quit: 5_000,
  sigterm: 5_000,
  sigkill: 10_000,
};

/** Goes down the ladder until QEMU is gone; the step that worked. */
export async function goDownStopLadder(options: StopOptions): Promise<StopStep> {
  const { qemu, qmp, askGuest, log } = options;
  const pressesButton = !options.kill && options.powerButton === 'press';
  const signalling = (signal: 'SIGTERM' | 'SIGKILL') => (): Promise<void> => {
    qemu.kill(signal);
    return Promise.resolve();
  };
  const steps: [StopStep, (() => Promise<unknown>) | undefined][] = [
    ['guest', options.kill ? undefined : askGuest],
    ['powerButton', pressesButton ? () => qmp.execute('system_powerdown') : undefined],
    ['quit', () => qmp.execute('quit')],
    ['sigterm', signalling('SIGTERM')],
    ['sigkill', signalling('SIGKILL')],
  ];
  for (const [step, action] of steps) {
    if (action === undefined) continue;
    log(`stop: ${stopStepTitle[step]}`);
    // A step that fails, or is cut off by QEMU's own end, leaves the decision to the wait.
    action().catch((error: unknown) => log(`stop: ${messageOf(error)}`));
    try {
      await new Deadline(`the VM to stop by ${stopStepTitle[step]}`, patienceMs[step]).race(qemu.exited);
      return step;
    } catch (error) {
      log(`stop: ${messageOf(error)}`);
    }
  }
  throw new Error(`QEMU (process ${qemu.pid}) outlived SIGKILL`);
}
