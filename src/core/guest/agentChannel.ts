import { randomBytes } from 'node:crypto';
import type { Deadline } from '../common/deadline.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../common/event.ts';
import { UserError } from '../common/userError.ts';
import { AgentDecoder, type AgentMessage } from './agentDecoder.ts';
import { message, pieceMessage, runMessage, scriptOf } from './agentProtocol.ts';
import { type DigestAlgorithm, isDigestAlgorithm } from './digest.ts';
import type { ChannelKind, GuestAnswer, GuestChannel, GuestRequest } from './guestChannel.ts';
import type { GuestPort } from './guestPort.ts';
import { PendingRequest } from './pendingRequest.ts';

/** After a kill: how long the guest has to answer with what the command had written. */
const killGraceMs = 8_000;
/** How often the agent is asked to prove itself, and about answers that are due. */
const heartbeatMs = 1_000;
/** Without any byte for so long although asked, the guest is taken as frozen. */
const silenceLimitMs = 10_000;
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
  readonly kind: ChannelKind;
  readonly #port: GuestPort;
  readonly #token: string;
  readonly #store = new DisposableStore();
  readonly #broken = new Emitter<Error>();
  readonly #hello = new Emitter<AgentHello & { nonce: string }>();
  readonly #pending = new Map<string, PendingRequest>();
  #toForget: string[] = [];
  #algorithm: DigestAlgorithm = 'none';
  #cause: Error | undefined;
  #lastHeardAtMs = performance.now();
  #heartbeat: NodeJS.Timeout | undefined;

  /** The guest does not answer any more; tells the first cause, once. */
  readonly onBroken: Event<Error> = this.#broken.event;

  constructor(options: { kind: ChannelKind; port: GuestPort; token: string }) {
    this.kind = options.kind;
    this.#port = options.port;
    this.#token = options.token;
    const decoder = new AgentDecoder(options.token, (each) => {
      this.#take(each);
    });
    this.#store.add(
      this.#port.onData((data) => {
        this.#lastHeardAtMs = performance.now();
        decoder.push(data);
      }),
    );
    this.#store.add(
      this.#port.onClosed((why) => {
        this.break(new Error(why));
      }),
    );
    this.#store.onDispose(() => {
      clearInterval(this.#heartbeat);
    });
  }

  /** Lets the agent prove itself with a nonce; nothing is asked before. */
  async prove(deadline: Deadline, signal?: AbortSignal): Promise<AgentHello> {
    const nonce = randomBytes(8).toString('hex');
    const answer = deadline.event(this.#hello.event, (hello) => hello.nonce === nonce, signal);
    this.#port.write(message(this.#token, 'H', nonce));
    const hello = await answer;
    this.#algorithm = hello.algorithm;
    this.#heartbeat ??= setInterval(() => {
      this.#beat();
    }, heartbeatMs);
    return hello;
  }

  async run(request: GuestRequest): Promise<GuestAnswer> {
    if (this.#cause !== undefined) throw this.#guestError(this.#cause);
    const script = scriptOf(request.command);
    if (script.includes('\0')) throw new UserError('usage', 'A command for the guest cannot hold a NUL character.');
    const id = randomBytes(6).toString('hex');
    const controls = new DisposableStore();
    try {
      const answer = await new Promise<Omit<GuestAnswer, 'channel'>>((resolve, reject) => {
        const pending = new PendingRequest({
          id,
          script,
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
        this.#limit(pending, controls);
        this.#port.write(runMessage(this.#token, id, script));
      });
      return { ...answer, channel: this.kind };
    } finally {
      controls.dispose();
      this.#pending.delete(id);
      this.#forget(id);
    }
  }

  /** Ends it with a cause: every request under way fails with it, and every later one. */
  break(cause: Error): void {
    if (this.#cause !== undefined) return;
    this.#cause = cause;
    for (const pending of [...this.#pending.values()]) pending.fail(cause);
    this.#broken.fire(cause);
    this.dispose();
  }

  dispose(): void {
    this.#cause ??= new Error('the channel was closed');
    this.#store.dispose();
    for (const pending of [...this.#pending.values()]) pending.fail(this.#cause);
    this.#broken.dispose();
    this.#hello.dispose();
  }

  /** The time limit and the caller's signal: kill, then take what there is, then give up. */
  #limit(pending: PendingRequest, controls: DisposableStore): void {
    const { id, request } = pending;
    let timer: NodeJS.Timeout;
    const giveUp = (): void => {
      pending.fail(new Error('the guest neither answers nor ends the command'));
    };
    const takeWhatThereIs = (): void => {
      if (pending.isAnswered) return;
      this.#port.write(message(this.#token, 'Z', id, 137));
      timer = setTimeout(giveUp, killGraceMs);
    };
    const kill = (): void => {
      if (pending.isSettled || pending.isAnswered || pending.timedOut) return;
      pending.timedOut = true;
      this.#port.write(message(this.#token, 'K', id));
      clearTimeout(timer);
      timer = setTimeout(takeWhatThereIs, killGraceMs);
    };
    timer = setTimeout(kill, request.timeoutMs);
    request.signal?.addEventListener('abort', kill, { once: true });
    controls.onDispose(() => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', kill);
    });
    if (request.signal?.aborted === true) kill();
  }

  #take(each: AgentMessage): void {
    switch (each.type) {
      case 'hello':
        if (isDigestAlgorithm(each.algorithm)) this.#hello.fire({ ...each, algorithm: each.algorithm });
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
      case 'noFolder':
        this.break(new Error('the guest has no folder that can be written to (tried /run, /dev/shm, /tmp, /var/tmp)'));
        return;
      case 'ended':
        return;
    }
  }

  #refused(id: string, why: string): void {
    const pending = this.#pending.get(id);
    if (why === 'damaged') this.#sendAgain(id);
    else pending?.fail(new Error('the guest has no room left for its output (the file system in memory is full)'));
  }

  /** The agent never got it whole, so it never ran. */
  #sendAgain(id: string): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined && !pending.timedOut) this.#port.write(runMessage(this.#token, id, pending.script));
  }

  #askForAnswers(): void {
    for (const pending of this.#pending.values()) {
      if (pending.isAnswered) pending.remind();
      else this.#port.write(message(this.#token, 'W', pending.id));
    }
  }

  #beat(): void {
    const silentMs = performance.now() - this.#lastHeardAtMs;
    if (silentMs > silenceLimitMs) {
      this.break(new Error(`the guest has not answered for ${Math.round(silentMs / 1000)} s`));
      return;
    }
    if (silentMs < heartbeatMs) return;
    this.#port.write(message(this.#token, 'H', randomBytes(8).toString('hex')));
    if (silentMs > 2 * heartbeatMs) this.#askForAnswers();
  }

  #forget(id: string): void {
    this.#toForget.push(id);
    if (this.#toForget.length < forgetBatch || this.#cause !== undefined) return;
    this.#port.write(message(this.#token, 'F', ...this.#toForget));
    this.#toForget = [];
  }

  #guestError(cause: Error): UserError {
    if (cause instanceof UserError) return cause;
    return new UserError('guest', `The guest could not answer: ${cause.message}.`, { cause });
  }
}
