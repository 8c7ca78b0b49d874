import { lastLine } from '../../core/common/lastLine.ts';
import type { QemuExit } from '../../core/vm/qemuProcess.ts';
import type { VmEnd } from '../protocol/vmState.ts';

/** The end of a VM in words: the first cause if one is known, else QEMU's own exit. */
export function describeEnd(
  exit: QemuExit,
  known: { readonly cause: Pick<VmEnd, 'cause' | 'sentence'> | undefined; readonly step: string | undefined },
): VmEnd {
  const { exitCode, signal, stderr } = exit;
  const how = signal ?? `exit code ${String(exitCode)}`;
  const words = lastLine(stderr);
  const ownEnd = { cause: 'qemuExit' as const, sentence: `QEMU ended (${how})${words === '' ? '.' : `: ${words}`}` };
  return { ...(known.cause ?? ownEnd), ...(known.step === undefined ? {} : { step: known.step }), exitCode, signal };
}
