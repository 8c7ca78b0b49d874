import type { CapturedAnswer } from './capturedAnswer.ts';
import type { Evidence } from './finding.ts';

/** Lines of a capture as evidence. Lines count from 1; without them it is the whole capture. */
export function evidenceAt(
  capture: CapturedAnswer,
  what: string,
  lines?: { readonly first: number; readonly last?: number },
): Evidence {
  const firstLine = lines?.first ?? 1;
  const lastLine = lines === undefined ? Math.max(1, capture.lines.length) : (lines.last ?? firstLine);
  return { file: capture.file, firstLine, lastLine, what };
}
