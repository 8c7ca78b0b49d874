import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { VmSession } from './vmSession.ts';

/** A probe asked while the guest still boots waits for its channel; the progress has Cancel. */
const channelTimeoutMs = 180_000;

/** Runs probes for this window. A probe that runs already is not started twice: both callers get the one answer. */
export class ProbeRunner {
  readonly #running = new WeakMap<VmSession, Map<string, Promise<CaptureRecord>>>();

  /** Errors: as VmClient.runProbe. */
  async run(session: VmSession, probeId: string, signal: AbortSignal): Promise<CaptureRecord> {
    const ofVm = this.#running.get(session) ?? new Map<string, Promise<CaptureRecord>>();
    this.#running.set(session, ofVm);
    let answer = ofVm.get(probeId);
    if (answer === undefined) {
      const started = session.client.runProbe(probeId, { channelTimeoutMs, signal });
      ofVm.set(probeId, started);
      const forget = (): void => void ofVm.delete(probeId);
      started.then(forget, forget);
      answer = started;
    }
    return await answer;
  }

  /** Runs several in parallel; what failed is told by their states and by the errors answered. */
  async runAll(
    session: VmSession,
    probeIds: readonly string[],
    options: { readonly signal: AbortSignal; readonly answered: (done: number) => void },
  ): Promise<{ readonly errors: readonly unknown[] }> {
    let done = 0;
    const results = await Promise.allSettled(
      probeIds.map(async (id) => {
        try {
          await this.run(session, id, options.signal);
        } finally {
          options.answered(++done);
        }
      }),
    );
    const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    return { errors };
  }
}
