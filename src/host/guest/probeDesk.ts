import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { RunFolder } from '../../core/artefacts/runFolder.ts';
import { Emitter, type Event } from '../../core/common/event.ts';
import { SharedWork } from '../../core/common/sharedWork.ts';
import { messageOf, UserError } from '../../core/common/userError.ts';
import type { GuestChannel } from '../../core/guest/guestChannel.ts';
import type { Probe } from '../../core/probes/probe.ts';
import type { ProbeAnswer } from '../../core/probes/probeAnswer.ts';
import { runProbe } from '../../core/probes/runProbe.ts';
import type { ProbeStatus } from '../protocol/vmState.ts';

/** Runs the VM's probes, files their captures, and knows how each of them stands. */
export class ProbeDesk {
  readonly #changed = new Emitter<ProbeStatus>();
  readonly #answered = new Emitter<{ answer: ProbeAnswer; capture: CaptureRecord }>();
  readonly #statuses: Map<string, ProbeStatus>;
  readonly #running = new Map<string, SharedWork<CaptureRecord>>();

  readonly onChanged: Event<ProbeStatus> = this.#changed.event;

  /** An answer has been filed. */
  readonly onAnswered: Event<{ readonly answer: ProbeAnswer; readonly capture: CaptureRecord }> = this.#answered.event;

  constructor(
    probes: readonly Probe[],
    private readonly runFolder: RunFolder,
    private readonly channel: (timeoutMs: number, signal?: AbortSignal) => Promise<GuestChannel>,
  ) {
    this.#statuses = new Map(probes.map((probe) => [probe.id, { probe, running: false }]));
  }

  get statuses(): readonly ProbeStatus[] {
    return [...this.#statuses.values()];
  }

  /** Runs a probe; who asks for one that runs already gets its answer. */
  async run(
    id: string,
    options: { channelTimeoutMs?: number | undefined; signal: AbortSignal },
  ): Promise<CaptureRecord> {
    const status = this.#statuses.get(id);
    if (status === undefined) {
      throw new UserError('usage', `There is no probe "${id}".`, {
        next: `There are: ${[...this.#statuses.keys()].join(', ')}.`,
      });
    }
    let running = this.#running.get(id);
    while (running?.isEnding === true) {
      await running.settled;
      running = this.#running.get(id);
    }
    options.signal.throwIfAborted();
    if (running === undefined) {
      const { channelTimeoutMs } = options;
      running = new SharedWork(async (signal) => await this.#run(status.probe, { channelTimeoutMs, signal }));
      this.#running.set(id, running);
    }
    return await running.join(options.signal);
  }

  /** Takes a probe on the list; one of the same id stays. */
  include(probe: Probe): void {
    if (!this.#statuses.has(probe.id)) this.#statuses.set(probe.id, { probe, running: false });
  }

  /** Files an answer that was got apart from the desk, as if it had been asked for here. */
  async file(answer: ProbeAnswer): Promise<CaptureRecord> {
    const { probe } = answer;
    const capture = await this.runFolder.addCapture(answer);
    const { exitStatus, bytes, durationMs, timedOut } = capture;
    this.runFolder.log(
      `probe ${probe.id}: ${timedOut ? 'timed out, ' : ''}exit status ${exitStatus}, ${bytes} bytes, ${Math.round(durationMs)} ms`,
    );
    const running = this.#running.has(probe.id);
    this.#statuses.set(probe.id, { probe, running, capture });
    this.#answered.fire({ answer, capture });
    const status = this.#statuses.get(probe.id);
    if (status !== undefined) this.#changed.fire(status);
    return capture;
  }

  async #run(
    probe: Probe,
    options: { channelTimeoutMs?: number | undefined; signal: AbortSignal },
  ): Promise<CaptureRecord> {
    this.#set(probe.id, { running: true });
    this.runFolder.log(`probe ${probe.id}: started`);
    try {
      const channel = await this.channel(options.channelTimeoutMs ?? probe.timeoutMs, options.signal);
      const answer = await runProbe(probe, channel, { signal: options.signal });
      const capture = await this.file(answer);
      this.#set(probe.id, { running: false });
      return capture;
    } catch (error) {
      const why = messageOf(error);
      this.runFolder.log(`probe ${probe.id}: ${why}`);
      await this.runFolder.addMissing({ probe: probe.id, title: probe.title, why });
      this.#set(probe.id, { running: false, error: why });
      throw error;
    } finally {
      this.#running.delete(probe.id);
      const status = this.#statuses.get(probe.id);
      if (status !== undefined) this.#changed.fire(status);
    }
  }

  #set(id: string, change: Partial<ProbeStatus>): void {
    const before = this.#statuses.get(id);
    if (before === undefined) return;
    const status = { ...before, ...change };
    this.#statuses.set(id, status);
    this.#changed.fire(status);
  }
}
