import { Deadline } from '../common/deadline.ts';
import type { Disposable } from '../common/event.ts';
import { scriptOf, streamMessage } from './agentProtocol.ts';
import type { GuestAnswer, GuestRequest } from './guestChannel.ts';
import type { GuestStream, GuestStreamEnd, GuestStreamRequest } from './guestStream.ts';
import { StreamDecoder } from './streamDecoder.ts';
import type { StreamPort, StreamPorts } from './streamPorts.ts';

/** For the end line to come after the answer. */
const endLineMs = 2_000;

/** What a stream needs of its channel. */
export interface StreamSource {
  readonly id: string;
  readonly token: string;
  readonly ports: StreamPorts;
  /** Sends the message and settles with the command's answer: a stream is a request whose stdout goes elsewhere. */
  ask(message: string, request: GuestRequest): Promise<GuestAnswer>;
}

/** Starts a command on a port of its own; settles as soon as it runs. Errors: as `GuestStream.ended`, or no port is free. */
export async function startStream(request: GuestStreamRequest, source: StreamSource): Promise<GuestStream> {
  const { id, token, ports } = source;
  const port = ports.take();
  const stream = new RunningStream(request, { id, token, port });
  const ended = stream.run(source).finally(() => ports.giveBack(port));
  // Whoever does not ask how it ended is not told.
  ended.catch(() => undefined);
  await Promise.race([stream.started, ended]);
  return { command: request.command, ended, stop: () => stream.stop() };
}

class RunningStream {
  readonly started: Promise<void>;
  readonly #request: GuestStreamRequest;
  readonly #port: StreamPort;
  readonly #stopper = new AbortController();
  readonly #stopped: Promise<void>;
  readonly #subscription: Disposable;
  /** Everything that the command wrote has come out of the port. */
  readonly #whole: Promise<void>;
  #delivery = Promise.resolve();
  #undelivered = 0;
  #failure: { readonly error: unknown } | undefined;

  constructor(request: GuestStreamRequest, names: { id: string; token: string; port: StreamPort }) {
    this.#request = request;
    this.#port = names.port;
    this.#stopped = new Promise((resolve) => {
      this.#stopper.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    let onStart = (): void => undefined;
    let onEnd = (): void => undefined;
    this.started = new Promise((resolve) => (onStart = resolve));
    this.#whole = new Promise((resolve) => (onEnd = resolve));
    const decoder = new StreamDecoder(names, { onStart, onEnd, onData: (data) => this.#take(data) });
    this.#subscription = names.port.onData((data) => decoder.push(data));
  }

  async run(source: StreamSource): Promise<GuestStreamEnd> {
    const { command, signal } = this.#request;
    const { signal: stop } = this.#stopper;
    const onAbort = (): void => this.stop();
    if (signal?.aborted === true) this.stop();
    else signal?.addEventListener('abort', onAbort, { once: true });
    try {
      this.#port.resume();
      const text = streamMessage(source.token, source.id, this.#port.name, scriptOf(command));
      const answer = await source.ask(text, { command, timeoutMs: Infinity, signal: stop });
      await Promise.race([this.#whole.then(async () => await this.#delivery), this.#stopped]);
      // A command that was killed may not have come to its end line.
      if (stop.aborted) await new Deadline('the end of a stream', endLineMs).race(this.#whole).catch(() => undefined);
      if (this.#failure !== undefined) throw this.#failure.error;
      return { exitStatus: answer.exitStatus, stderr: answer.stderr, stopped: answer.timedOut };
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#subscription.dispose();
    }
  }

  stop(): void {
    this.#stopper.abort();
    // A consumer that is stuck must not keep the last bytes in the port.
    this.#port.resume();
  }

  #take(data: Buffer): void {
    if (this.#stopper.signal.aborted) return;
    this.#undelivered++;
    this.#port.pause();
    this.#delivery = this.#delivery.then(async () => await this.#deliver(data));
  }

  async #deliver(data: Buffer): Promise<void> {
    try {
      if (!this.#stopper.signal.aborted) await this.#request.onData(data);
    } catch (error) {
      this.#failure ??= { error };
      this.stop();
    }
    if (--this.#undelivered === 0) this.#port.resume();
  }
}
