import { messageOf } from '../common/userError.ts';
import type { GuestAnswer, GuestChannel } from '../guest/guestChannel.ts';
import { evaluateExpectation } from './evaluateExpectation.ts';
import type { Probe } from './probe.ts';
import type { ProbeAnswer } from './probeAnswer.ts';
import type { ProbeReading } from './probeReading.ts';
import { maxReadingBytes, readAnswer } from './readAnswer.ts';

export interface RunProbeOptions {
  /** Aborting kills both commands in the guest. */
  readonly signal?: AbortSignal;
  /** In place of the probe's own. */
  readonly timeoutMs?: number;
}

/**
 * Runs a probe: its command and the command of its reading, side by side on the channel. What the guest answers, however
 * wrong or late, is a result and not an error; a reading that brings no answer leaves the evidence whole and says why.
 *
 * Errors: what the channel rejects with for the probe's own command (a UserError of reason `guest`), or the signal's reason.
 */
export async function runProbe(
  probe: Probe,
  channel: GuestChannel,
  options: RunProbeOptions = {},
): Promise<ProbeAnswer> {
  // The reading is of no use without the evidence: it ends when that fails.
  const stopReading = new AbortController();
  const signal =
    options.signal === undefined ? stopReading.signal : AbortSignal.any([options.signal, stopReading.signal]);
  const timeoutMs = options.timeoutMs ?? probe.timeoutMs;
  const readingCommand = probe.reading?.command;

  const separate = readingCommand === undefined ? null : read(probe, readingCommand, channel, { timeoutMs, signal });
  let answer: GuestAnswer;
  try {
    const request = { command: { script: probe.command }, timeoutMs };
    answer = await channel.run(options.signal === undefined ? request : { ...request, signal: options.signal });
  } catch (error) {
    stopReading.abort(error);
    throw error;
  }
  const reading = separate === null ? readOwn(probe, answer) : await separate;
  const expectation =
    probe.expectation === undefined || reading === null ? null : evaluateExpectation(probe.expectation, reading);
  return { probe, answer, reading, expectation };
}

/** Never rejects: a reading without an answer is a result. */
async function read(
  probe: Probe,
  command: string,
  channel: GuestChannel,
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<ProbeReading> {
  const reader = probe.reading?.reader ?? 'text';
  try {
    const answer = await channel.run({ command: { script: command }, maxBytes: maxReadingBytes, ...options });
    return { reader, command, answer, result: readAnswer(reader, answer) };
  } catch (error) {
    return { reader, command, answer: null, result: { ok: false, why: messageOf(error) } };
  }
}

function readOwn(probe: Probe, answer: GuestAnswer): ProbeReading | null {
  if (probe.reading === undefined && probe.expectation === undefined) return null;
  const reader = probe.reading?.reader ?? 'text';
  return { reader, command: probe.command, answer, result: readAnswer(reader, answer) };
}
