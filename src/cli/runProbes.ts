import type { CaptureRecord } from '../core/artefacts/captureRecord.ts';
import type { Probe } from '../core/probes/probe.ts';
import type { VmClient } from '../host/vmClient.ts';
import { userErrorOf } from './reportError.ts';

/** What came of asking one probe: its capture, or why there is none. */
export type ProbeAnswer =
  { readonly probe: Probe; readonly capture: CaptureRecord } | { readonly probe: Probe; readonly error: string };

interface RunProbesOptions {
  readonly signal: AbortSignal;
  readonly onAnswer: (answer: ProbeAnswer) => void;
}

/**
 * More at once make none of them quicker: an emulated guest of two CPUs would only use up each probe's time on the others.
 */
const atOnce = 6;

/** Asks probes side by side, so that one which hangs does not hold up the others. Answers come in the order of the probes; once the signal has aborted they are of no use. */
export async function runProbes(
  client: VmClient,
  probes: readonly Probe[],
  options: RunProbesOptions,
): Promise<readonly ProbeAnswer[]> {
  const answers: ProbeAnswer[] = [];
  const waiting = [...probes.entries()].values();
  const askNext = async (): Promise<void> => {
    // One iterator for all: each takes the next probe that nobody has taken.
    for (const [index, probe] of waiting) {
      const answer = await ask(client, probe, options);
      if (options.signal.aborted) return;
      answers[index] = answer;
      options.onAnswer(answer);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askNext));
  return answers;
}

async function ask(client: VmClient, probe: Probe, options: RunProbesOptions): Promise<ProbeAnswer> {
  try {
    return { probe, capture: await client.runProbe(probe.id, { signal: options.signal }) };
  } catch (error) {
    return { probe, error: unansweredBecause(error) };
  }
}

/** Whether the probe was answered in full and as was expected. */
export function isSatisfied(answer: ProbeAnswer): boolean {
  if ('error' in answer || answer.capture.timedOut) return false;
  const { expectation } = answer.capture;
  return expectation === null || expectation.state === 'met';
}

function unansweredBecause(error: unknown): string {
  const known = userErrorOf(error);
  if (known !== undefined) return known.message;
  return error instanceof Error ? error.message : String(error);
}
