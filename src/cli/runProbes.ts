import type { CaptureRecord } from '../core/artefacts/captureRecord.ts';
import type { Probe } from '../core/probes/probe.ts';
import type { VmClient } from '../host/vmClient.ts';
import { userErrorOf } from './reportError.ts';

/** What came of asking one probe: its capture, or why there is none. */
export type ProbeAnswer =
  { readonly probe: Probe; readonly capture: CaptureRecord } | { readonly probe: Probe; readonly error: string };

interface RunProbesOptions {
  readonly channelTimeoutMs?: number;
  readonly signal: AbortSignal;
  readonly onAnswer: (answer: ProbeAnswer) => void;
}

/** Asks all probes at once, so that one which hangs holds up none of the others. Answers come in the order of the probes. */
export async function runProbes(
  client: VmClient,
  probes: readonly Probe[],
  options: RunProbesOptions,
): Promise<readonly ProbeAnswer[]> {
  const { channelTimeoutMs, signal } = options;
  const limits = channelTimeoutMs === undefined ? { signal } : { channelTimeoutMs, signal };
  return await Promise.all(
    probes.map(async (probe) => {
      const answer = await client.runProbe(probe.id, limits).then(
        (capture): ProbeAnswer => ({ probe, capture }),
        (error: unknown): ProbeAnswer => ({ probe, error: unansweredBecause(error) }),
      );
      if (!signal.aborted) options.onAnswer(answer);
      return answer;
    }),
  );
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
