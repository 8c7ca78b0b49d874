import { Deadline } from '../common/deadline.ts';
import { delay } from '../common/delay.ts';
import { messageOf, UserError } from '../common/userError.ts';
import type { GuestChannel } from '../guest/guestChannel.ts';
import { evaluateExpectation } from './evaluateExpectation.ts';
import type { ProbeAnswer } from './probeAnswer.ts';
import { runProbe } from './runProbe.ts';
import type { Wait } from './wait.ts';

/** From one start of the probe to the next. Short enough to be felt as at once, long enough to leave the guest its CPU. */
export const waitIntervalMs = 500;

export interface WaitForProbeOptions {
  /** In place of the wait's own time. */
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  readonly signal?: AbortSignal;
  /** What each try that was in vain saw, in words, and its answer, if it brought one. */
  readonly onTry?: (saw: string, answer: ProbeAnswer | undefined) => void;
  /** Asked after each try: why nothing more can come of it, if that is known. */
  readonly hopeless?: () => string | undefined;
}

/**
 * Repeats a wait's probe until its reading is what is waited for, and answers with that last run.
 *
 * A channel that is gone for a while (the guest reboots) does not end the wait.
 *
 * Errors: DeadlineError when the time is up, saying what it last saw; UserError `expectation` when it became hopeless
 * before; the signal's reason when it aborts.
 */
export async function waitForProbe(
  wait: Wait,
  channel: GuestChannel,
  options: WaitForProbeOptions = {},
): Promise<ProbeAnswer> {
  const { signal, onTry, intervalMs = waitIntervalMs } = options;
  const deadline = new Deadline(wait.title, options.timeoutMs ?? wait.timeoutMs);
  for (;;) {
    const pause = delay(Math.min(intervalMs, deadline.remainingMs), signal);
    const attempt = await tryOnce(wait, channel, deadline, signal);
    if ('done' in attempt) return attempt.done;
    // What the end of the wait cut short says nothing of the guest.
    const isCutShort = deadline.isOver && deadline.lastSaw !== undefined;
    if (!isCutShort) deadline.lastSaw = attempt.saw;
    onTry?.(attempt.saw, isCutShort ? undefined : attempt.answer);
    const why = options.hopeless?.();
    if (why !== undefined) {
      throw new UserError('expectation', `Gave up waiting for ${wait.title}: ${why}; last seen: ${attempt.saw}.`);
    }
    await pause;
    signal?.throwIfAborted();
    if (deadline.isOver) throw deadline.error();
  }
}

async function tryOnce(
  wait: Wait,
  channel: GuestChannel,
  deadline: Deadline,
  signal: AbortSignal | undefined,
): Promise<{ readonly done: ProbeAnswer } | { readonly saw: string; readonly answer?: ProbeAnswer }> {
  const timeoutMs = Math.max(1, Math.min(wait.probe.timeoutMs, Math.ceil(deadline.remainingMs)));
  try {
    const running = runProbe(wait.probe, channel, signal === undefined ? { timeoutMs } : { timeoutMs, signal });
    const answer = await deadline.race(running, signal);
    if (answer.reading === null) return { saw: 'a probe without a reading', answer };
    const result = evaluateExpectation(wait.until, answer.reading);
    if (result.state === 'met') return { done: answer };
    return { saw: result.state === 'unmet' ? result.found : result.why, answer };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof UserError && error.reason === 'guest') return { saw: messageOf(error) };
    throw error;
  }
}
