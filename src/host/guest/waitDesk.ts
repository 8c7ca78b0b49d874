import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { RunFolder } from '../../core/artefacts/runFolder.ts';
import type { WaitRecord } from '../../core/artefacts/waitRecord.ts';
import { DeadlineError } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import type { GuestChannel, GuestRequest } from '../../core/guest/guestChannel.ts';
import type { ProbeAnswer } from '../../core/probes/probeAnswer.ts';
import type { Wait } from '../../core/probes/wait.ts';
import { waitForProbe } from '../../core/probes/waitForProbe.ts';

interface WaitDeskOptions {
  readonly waits: readonly Wait[];
  readonly runFolder: RunFolder;
  readonly channel: (timeoutMs: number, signal?: AbortSignal) => Promise<GuestChannel>;
  /** Files the last answer of a wait that was given up. */
  readonly file: (answer: ProbeAnswer) => Promise<CaptureRecord>;
  /** Why nothing more will come in this guest, as a clause, if that is known. */
  readonly hopeless: () => string | undefined;
  /** Aborts when the VM has ended. */
  readonly signal: AbortSignal;
}

/** Waits in the guest for what the profile names, and records how that ended. */
export class WaitDesk {
  readonly #options: WaitDeskOptions;

  constructor(options: WaitDeskOptions) {
    this.#options = options;
  }

  get waits(): readonly Wait[] {
    return this.#options.waits;
  }

  /** Errors: UserError `usage` for a wait that there is not; the signal's reason when it aborts. */
  async run(
    id: string,
    cancelled: AbortSignal,
  ): Promise<{ readonly record: WaitRecord; readonly capture: CaptureRecord | null }> {
    const { runFolder, hopeless } = this.#options;
    const signal = AbortSignal.any([cancelled, this.#options.signal]);
    const wait = this.waits.find((each) => each.id === id);
    if (wait === undefined) {
      const names = this.waits.map((each) => each.id).join(', ');
      throw new UserError('usage', `There is no wait "${id}".`, { next: `There are: ${names || 'none'}.` });
    }
    const startedAt = new Date();
    runFolder.log(`wait ${id}: started`);
    let last: ProbeAnswer | undefined;
    let why: string | null = null;
    try {
      const onTry = (_saw: string, answer: ProbeAnswer | undefined): void => void (last = answer ?? last);
      await waitForProbe(wait, this.#channel(signal), { signal, onTry, hopeless });
    } catch (error) {
      why = gaveUpBecause(error);
    }
    const durationMs = Date.now() - startedAt.getTime();
    const capture = why === null || last === undefined ? null : await this.#options.file(last);
    const record: WaitRecord = {
      id,
      title: wait.title,
      state: why === null ? 'came' : 'gaveUp',
      startedAt: startedAt.toISOString(),
      durationMs,
      why,
      capture: capture?.id ?? null,
    };
    runFolder.log(`wait ${id}: ${why ?? `came after ${durationMs} ms`}`);
    await runFolder.addWait(record);
    return { record, capture };
  }

  /** The channel of each moment: the guest may reboot while it is waited for. */
  #channel(signal: AbortSignal): GuestChannel {
    const { channel } = this.#options;
    return {
      kind: 'virtio',
      run: async (request: GuestRequest) => {
        const current = await channel(request.timeoutMs, AbortSignal.any([signal, request.signal ?? signal]));
        return await current.run(request);
      },
    };
  }
}

/** Anything else ends the wait without a record. */
function gaveUpBecause(error: unknown): string {
  if (error instanceof DeadlineError) return error.message;
  if (error instanceof UserError && error.reason === 'expectation') return error.message;
  throw error;
}
