import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { openRunFile } from './openRunFile.ts';

/** Opens what a probe answered: its output, or what it complained of if that is all there is. */
export async function openCapture(state: VmState, capture: CaptureRecord, focus: 'editor' | 'stay'): Promise<void> {
  const file = capture.bytes === 0 && capture.stderrFile !== null ? capture.stderrFile : capture.file;
  await openRunFile(state.runFolder, file, { preserveFocus: focus === 'stay' });
}
