import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import type { VmClient } from '../../host/client/vmClient.ts';
import type { VmState } from '../../host/protocol/vmState.ts';

/** A probe asked while the guest still boots waits for its channel; the progress has Cancel. */
const channelTimeoutMs = 180_000;

/** One VM that this window knows: its host's client, and its last state beyond its end. */
export class VmSession implements Disposable {
  readonly client: VmClient;
  /** What a person tells it from others by. */
  readonly name: string;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<VmState>());
  #state: VmState;

  readonly onChanged: Event<VmState> = this.#changed.event;

  constructor(client: VmClient, name: string) {
    this.client = client;
    this.name = name;
    this.#state = client.state;
    this.#store.add(client);
    this.#store.add(client.onStateChanged((state) => this.#set(state)));
    this.#store.add(
      client.onClosed(() => {
        if (this.#state.end === null) this.#set(hostGone(this.#state));
      }),
    );
  }

  get id(): string {
    return this.#state.id;
  }

  get state(): VmState {
    return this.#state;
  }

  get isRunning(): boolean {
    return this.#state.end === null;
  }

  /** Errors: as VmClient.runProbe. */
  async runProbe(probeId: string, signal: AbortSignal): Promise<CaptureRecord> {
    return await this.client.runProbe(probeId, { channelTimeoutMs, signal });
  }

  /** Lets go of the VM, which lives on. */
  dispose(): void {
    this.#store.dispose();
  }

  #set(state: VmState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}

/** A host that was killed could not tell how its VM ended. */
function hostGone(state: VmState): VmState {
  return {
    ...state,
    phase: 'stopped',
    automationTyping: false,
    probes: state.probes.map((status) => ({ ...status, running: false })),
    end: { cause: 'hostFailure', sentence: 'The VM host is gone without a word.', exitCode: null, signal: null },
  };
}
