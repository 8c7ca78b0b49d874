import { delay } from '../../core/common/delay.ts';
import { captureForFindings } from '../../core/findings/captureForFindings.ts';
import { findCircles } from '../../core/findings/facts/findCircles.ts';
import { waitGraph } from '../../core/findings/facts/waitGraph.ts';
import type { GuestChannel } from '../../core/guest/guestChannel.ts';
import type { ProbeAnswer } from '../../core/probes/probeAnswer.ts';
import type { Probe } from '../../core/probes/probe.ts';
import { runProbe } from '../../core/probes/runProbe.ts';

export interface DeadlockWatchOptions {
  readonly channel: GuestChannel;
  /** The probe that tells of jobs, order and processes. */
  readonly probe: Probe;
  readonly signal: AbortSignal;
}

/** A boot that is going on is looked at less and less often; after this nobody waits for its end any more. */
const pausesMs = [0, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000, 60_000, 60_000];
const glanceTimeoutMs = 10_000;

/** Whether any process named systemctl is there: shell built-ins alone, since an emulated guest pays for each program. */
const glance = `for file in /proc/[0-9]*/comm; do
  read -r name < "$file" 2>/dev/null && [ "$name" = systemctl ] && exit 0
done
exit 1`;

/**
 * Looks into a guest that is ready until units are seen to wait for each other, without filing anything. Gives the
 * answer that proves it; undefined when the time is over.
 *
 * Errors: those of the channel, and the signal's reason.
 */
export async function watchForDeadlock({
  channel,
  probe,
  signal,
}: DeadlockWatchOptions): Promise<ProbeAnswer | undefined> {
  for (const pauseMs of pausesMs) {
    await delay(pauseMs, signal);
    signal.throwIfAborted();
    const seen = await channel.run({ command: { script: glance }, timeoutMs: glanceTimeoutMs, signal });
    if (seen.exitStatus !== 0 || seen.timedOut) continue;
    const found = await runProbe(probe, channel, { signal });
    const { answer, reading } = found;
    const files = { file: '', stderrFile: null };
    const captures = new Map([[probe.id, captureForFindings({ probe, answer, reading, files })]]);
    if (findCircles(waitGraph({ captures })).length > 0) return found;
  }
  return undefined;
}
