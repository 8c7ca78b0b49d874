import { randomBytes } from 'node:crypto';
import type { Deadline } from '../common/deadline.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../common/event.ts';
import { UserError } from '../common/userError.ts';
import { AgentLife } from './agentLife.ts';
import { AgentDecoder, type AgentMessage } from './agentDecoder.ts';
import { message, pieceMessage, runMessage, scriptOf } from './agentProtocol.ts';
import { type DigestAlgorithm, isDigestAlgorithm } from './digest.ts';
import type { ChannelKind, GuestAnswer, GuestChannel, GuestRequest } from './guestChannel.ts';
import type { GuestPort } from './guestPort.ts';
import type { GuestStream, GuestStreamRequest } from './guestStream.ts';
import { limitRequest } from './limitRequest.ts';
import { PendingRequest } from './pendingRequest.ts';
import { startStream } from './startStream.ts';
import type { StreamPorts } from './streamPorts.ts';

/** Answered requests are removed from the guest in batches: `rm` costs as much as a small command. */
const forgetBatch = 32;

export interface AgentHello {
  readonly bootId: string;
  readonly algorithm: DigestAlgorithm;
}

/**
 * The guest channel: requests to the agent (agent.sh) over a port, in parallel, each answer proven.
 *
 * Invariant: an answer reaches a request only by its id, under this session's token, with the right digest.
 * Invariant: once broken it stays broken and tells the first cause.
 */
export class AgentChannel implements GuestChannel, Disposable {
  readonly kind: Exclude<ChannelKind, 'none'>;
  readonly #port: GuestPort;
  readonly #token: string;
  readonly #streams: StreamPorts | undefined;
  readonly #store = new DisposableStore();
  #tellBroken: (cause: Error) => void = () => undefined;
  readonly #hello = new Emitter<AgentHello & { nonce: string }>();
  readonly #clock = new Emitter<number>();
  readonly #life: AgentLife;
  readonly #pending = new Map<string, PendingRequest>();
  #toForget: string[] = [];
  #algorithm: DigestAlgorithm = 'none';
  #cause: Error | undefined;
  #bootId: string | undefined;
  #expected = 0;

  /** Settles with the first cause when nothing can be asked any more. */
  readonly broken = new Promise<Error>((resolve) => {
    this.#tellBroken = resolve;
  });

  constructor(options: { kind: Exclude<ChannelKind, 'none'>; port: GuestPort; token: string; streams?: StreamPorts }) {
    this.kind = options.kind;
    this.#port = options.port;
    this.#token = options.token;
    this.#streams = options.streams;
    this.#life = this.#store.add(
      new AgentLife({
        kind: this.kind,
        port: this.#port,
        isAnswerDue: () => this.#pending.size > 0,
        askForLife: () => this.#port.write(message(this.#token, 'H', randomBytes(8).toString('hex'))),
        askForAnswers: () => this.#askForAnswers(),
        onDead: (why) => {
          // Should it have been slow after all, it ends and leaves its port to the next one.
          this.#port.write(message(this.#token, 'Q'));
          this.break(new Error(why));
        },
      }),
    );
    const decoder = new AgentDecoder(options.token, (each) => {
      this.#take(each);
    });
    this.#store.add(
      this.#port.onData((data) => {
        decoder.push(data);
      }),
    );
    this.#store.add(
      this.#port.onClosed((why) => {
        this.break(new Error(why));
      }),
    );
  }

  /** Since when the guest has not answered, however often it was asked; undefined: it answers again. Requests wait. */
  get onSilence(): Event<Date | undefined> {
    return this.#life.onSilence;
  }

  get silentSince(): Date | undefined {
    return this.#life.silentSince;
  }

  /** A paused machine is not expected to answer. */
  set isPaused(isPaused: boolean) {
    this.#life.isPaused = isPaused;
  }

  /** Lets the agent prove itself with a nonce; nothing is asked before. */
  async prove(deadline: Deadline, signal?: AbortSignal): Promise<AgentHello> {
    const nonce = randomBytes(8).toString('hex');
    const answer = deadline.event(this.#hello.event, (hello) => hello.nonce === nonce, signal);
    this.#port.write(message(this.#token, 'H', nonce));
    const hello = await this.#expecting(answer);
    this.#algorithm = hello.algorithm;
    this.#bootId ??= hello.bootId;
    this.#life.watch();
    return hello;
  }

  get isBroken(): boolean {
    return this.#cause !== undefined;
  }

  /** Sets the guest's clock, which costs one process there; the exit status of its `date`. */
  async setClock(to: Date, deadline: Deadline): Promise<number> {
    const answer = deadline.event(this.#clock.event, () => true);
    this.#port.write(message(this.#token, 'C', (to.getTime() / 1000).toFixed(3)));
    return await answer;
  }

  /** Ids of the requests under way. */
  get requests(): readonly string[] {
    return [...this.#pending.keys()];
  }

  async run(request: GuestRequest): Promise<GuestAnswer> {
    const id = makeId();
    return await this.#ask(id, runMessage(this.#token, id, scriptOf(request.command)), request);
  }

  async follow(request: GuestStreamRequest): Promise<GuestStream> {
    if (this.#streams === undefined) throw noStreams(this.kind);
    const id = makeId();
    return await startStream(request, {
      id,
      token: this.#token,
      ports: this.#streams,
      ask: async (text, guestRequest) => await this.#ask(id, text, guestRequest),
    });
  }

  async #ask(id: string, text: string, request: GuestRequest): Promise<GuestAnswer> {
    if (this.#cause !== undefined) throw this.#guestError(this.#cause);
    if (text.includes('\0')) throw new UserError('usage', 'A command for the guest cannot hold a NUL character.');
    const controls = new DisposableStore();
    try {
      const answered = new Promise<Omit<GuestAnswer, 'channel'>>((resolve, reject) => {
        const pending = new PendingRequest({
          id,
          message: text,
          request,
          resolve,
          reject: (error) => {
            reject(this.#guestError(error));
          },
          source: {
            algorithm: this.#algorithm,
            askForPiece: (piece) => {
              this.#port.write(pieceMessage(this.#token, piece));
            },
            askAgain: (again, exitStatus) => {
              this.#port.write(message(this.#token, 'Z', again, exitStatus));
            },
          },
        });
        this.#pending.set(id, pending);
        limitRequest(pending, {
          token: this.#token,
          port: this.#port,
          controls,
          whyNoAnswer: () => this.#life.whyNoAnswer,
        });
        this.#port.write(text);
      });
      return { ...(await this.#expecting(answered)), channel: this.kind };
    } finally {
      controls.dispose();
      this.#pending.delete(id);
      this.#forget(id);
    }
  }

  async #expecting<T>(answer: Promise<T>): Promise<T> {
    if (this.#expected++ === 0) this.#port.expectAnswers?.(true);
    try {
      return await answer;
    } finally {
      if (--this.#expected === 0) this.#port.expectAnswers?.(false);
    }
  }

  /** Ends it with a cause: every request under way fails with it, and every later one. */
  break(cause: Error): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    for (const pending of [...this.#pending.values()]) pending.fail(cause);
    this.#tellBroken(cause);
    this.dispose();
  }

  dispose(): void {
    this.#cause ??= new Error('the channel was closed');
    this.#store.dispose();
    for (const pending of [...this.#pending.values()]) pending.fail(this.#cause);
    this.#hello.dispose();
    this.#clock.dispose();
  }

  #take(each: AgentMessage): void {
    switch (each.type) {
      case 'hello':
        if (this.#bootId !== undefined && each.bootId !== this.#bootId) this.break(new Error('the guest has rebooted'));
        else if (isDigestAlgorithm(each.algorithm)) this.#hello.fire({ ...each, algorithm: each.algorithm });
        return;
      case 'answer':
        this.#pending.get(each.id)?.takeAnswer(each);
        return;
      case 'piece':
        this.#pending.get(each.id)?.takePiece(each);
        return;
      case 'refused':
        this.#refused(each.id, each.why);
        return;
      case 'unknown':
        this.#sendAgain(each.id);
        return;
      case 'damage':
        this.#askForAnswers();
        return;
      case 'clock':
        this.#clock.fire(each.exitStatus);
        return;
      case 'noFolder':
        this.break(new Error('the guest has no folder that can be written to (tried /run, /dev/shm, /tmp, /var/tmp)'));
        return;
    }
  }

  #refused(id: string, why: string): void {
    const pending = this.#pending.get(id);
    if (why === 'full')
      pending?.fail(new Error('the guest has no room left for its output (the file system in memory is full)'));
    else if (why === 'port')
      pending?.fail(new Error('its port for streams is not there or is held by another program'));
    else this.#sendAgain(id);
  }

  /** The agent never got it whole, so it never ran. */
  #sendAgain(id: string): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined && !pending.timedOut) this.#port.write(pending.message);
  }

  #askForAnswers(): void {
    for (const pending of this.#pending.values()) {
      if (pending.isAnswered) pending.remind();
      else this.#port.write(message(this.#token, 'W', pending.id));
    }
  }

  #forget(id: string): void {
    this.#toForget.push(id);
    if (this.#toForget.length < forgetBatch || this.#cause !== undefined) return;
    this.#port.write(message(this.#token, 'F', ...this.#toForget));
    this.#toForget = [];
  }

  #guestError(cause: Error): UserError {
    if (cause instanceof UserError) return cause;
    return new UserError('guest', `The guest could not answer: ${cause.message.replace(/\.$/, '')}.`, { cause });
  }
}

const makeId = (): string => randomBytes(6).toString('hex');

function noStreams(kind: ChannelKind): UserError {
  const way = kind === 'uart' ? 'the second UART' : kind === 'console' ? 'the console' : 'this channel';
  return new UserError('guest', `A command cannot be followed over ${way}: streams need virtio ports.`, {
    next: 'Run it without following, with a time limit.',
  });
}
