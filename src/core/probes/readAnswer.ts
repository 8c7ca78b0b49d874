import { secondsText } from '../common/secondsText.ts';
import type { GuestAnswer } from '../guest/guestChannel.ts';
import { complaintOf } from './complaintOf.ts';
import type { ReaderName } from './probe.ts';
import type { ReadResult } from './readers/readResult.ts';
import { readers } from './readers/readers.ts';

/** Longer outputs are evidence, not something to be read into memory as a string. */
export const maxReadingBytes = 16 * 1024 * 1024;

/** Reads an answer's stdout. Never throws. */
export function readAnswer(reader: ReaderName, answer: GuestAnswer): ReadResult {
  const { stdout, exitStatus } = answer;
  if (answer.timedOut) return { ok: false, why: `no whole answer within ${secondsText(answer.durationMs)}` };
  if (stdout.length === 0 && exitStatus !== 0) return { ok: false, why: complaintOf(answer) ?? '' };
  if (stdout.length > maxReadingBytes) return { ok: false, why: `${stdout.length} bytes are too much to be read` };
  let result: ReadResult;
  try {
    result = readers[reader](stdout.toString('utf8'));
  } catch (error) {
    // A pattern can run out of stack on text made for that purpose.
    return {
      ok: false,
      why: `the output could not be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  if (!answer.truncated) return result;
  return result.ok
    ? { ...result, remark: [result.remark, cut(stdout.length)].filter((part) => part !== undefined).join('; ') }
    : { ok: false, why: `${result.why}; ${cut(stdout.length)}` };
}

function cut(bytes: number): string {
  return `the output was cut after ${bytes} bytes`;
}
