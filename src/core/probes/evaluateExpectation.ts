import { shorten } from '../common/shorten.ts';
import { visibleText } from '../common/visibleText.ts';
import type { GuestAnswer } from '../guest/guestChannel.ts';
import { checkValue } from './checkValue.ts';
import { complaintOf } from './complaintOf.ts';
import type { Check, Expectation, ExpectationResult } from './probe.ts';
import type { ProbeReading } from './probeReading.ts';
import { valueAt } from './valueAt.ts';

/**
 * Whether a reading is what was expected. It is `unmet` when the guest answered something else, and also when the command
 * answered with nothing but an error (`Device "lan" does not exist`); it is `unknown` only when nothing could be told: no
 * answer, no such tool, out of time, output that cannot be read.
 */
export function evaluateExpectation(expectation: Expectation, reading: ProbeReading): ExpectationResult {
  const { title } = expectation;
  const { result, answer } = reading;
  if (!result.ok) {
    return answer !== null && saidNo(answer)
      ? { state: 'unmet', title, found: result.why }
      : { state: 'unknown', title, why: result.why };
  }
  try {
    const wrong = expectation.checks.filter((check) => !checkValue(check, valueAt(result.value, check.path)));
    if (wrong.length === 0) return { state: 'met', title };
    const complaint = answer === null ? undefined : complaintOf(answer);
    const found = wrong.map((check) => describe(check, valueAt(result.value, check.path))).join(', ');
    return { state: 'unmet', title, found: complaint === undefined ? found : `${found}; ${complaint}` };
  } catch (error) {
    return { state: 'unknown', title, why: error instanceof Error ? error.message : String(error) };
  }
}

/** The command ran to its end and had nothing to tell but that it failed. */
function saidNo(answer: GuestAnswer): boolean {
  const { exitStatus, timedOut, stdout } = answer;
  // 126 and 127: the tool is missing; from 128: killed by a signal.
  return !timedOut && stdout.length === 0 && exitStatus > 0 && exitStatus < 126;
}

/** What was found in place of what was expected: `ActiveState is activating`. */
function describe(check: Check, value: unknown): string {
  const name = check.path === '' ? 'the answer' : check.path;
  if (value === undefined) return `no ${name}`;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `${name} is ${text === '' ? 'empty' : shorten(visibleText(text, 'nothing'), 200)}`;
}
