import type { Disposable } from '../../core/common/event.ts';
import type { HostSpec } from '../hostSpec.ts';
import type { RunningMachine } from './startMachine.ts';

/** How a process ends that fell over, and not one that was ended. */
const crashes: readonly (NodeJS.Signals | null)[] = ['SIGABRT', 'SIGSEGV', 'SIGILL', 'SIGBUS'];

/**
 * Tells when a hardware accelerator gives up on its guest: QEMU crashes, or stops the machine for good ("KVM internal
 * error"). Silence is no sign of that: a boot menu without a time limit and a guest without a serial console are silent too.
 *
 * @param onGaveUp is told once, in words that complete "because …"
 */
export function watchAccelerator(
  { qemu, qmp }: Pick<RunningMachine, 'qemu' | 'qmp'>,
  { kind }: HostSpec['accelerator'],
  onGaveUp: (why: string) => void,
): Disposable {
  if (kind === 'tcg') return { dispose: () => undefined };
  const name = kind.toUpperCase();
  qemu.exited.then(
    ({ signal }) => {
      if (crashes.includes(signal)) onGaveUp(`QEMU crashed on ${name} (${String(signal)})`);
    },
    () => undefined,
  );
  return qmp.onEvent(({ event }) => {
    if (event !== 'STOP') return;
    qmp.execute('query-status').then(
      (answer) => {
        if ((answer as { status: string }).status === 'internal-error') onGaveUp(`${name} gave up on its guest`);
      },
      () => undefined,
    );
  });
}
