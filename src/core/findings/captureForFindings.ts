import type { GuestAnswer } from '../guest/guestChannel.ts';
import type { ReadResult } from '../probes/readers/readResult.ts';
import { splitLines } from '../probes/readers/splitLines.ts';
import type { CapturedAnswer } from './capturedAnswer.ts';

/** The rules look so far into an output: while they look, nobody drains the console. */
const maxBytes = 1024 * 1024;

export interface CaptureToSee {
  readonly probe: { readonly id: string; readonly title: string };
  readonly answer: Pick<GuestAnswer, 'stdout' | 'exitStatus' | 'startedAt' | 'timedOut'>;
  readonly reading: { readonly result: ReadResult } | null;
  readonly files: { readonly file: string; readonly stderrFile: string | null };
}

/** A probe's answer, as the rules want to see it. */
export function captureForFindings({ probe, answer, reading, files }: CaptureToSee): CapturedAnswer {
  return {
    probe: probe.id,
    title: probe.title,
    file: files.file,
    stderrFile: files.stderrFile,
    lines: splitLines(answer.stdout.subarray(0, maxBytes).toString('utf8')),
    askedAtMs: answer.startedAt.getTime(),
    exitStatus: answer.exitStatus,
    timedOut: answer.timedOut,
    value: reading?.result.ok === true ? reading.result.value : undefined,
  };
}
