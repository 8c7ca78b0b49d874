import { digestOf, type DigestAlgorithm } from './digest.ts';
import type { AgentMessage, AnnouncedOutput } from './agentDecoder.ts';
import { type OutputStream, pieceSizeBytes } from './agentProtocol.ts';
import type { GuestAnswer, GuestRequest } from './guestChannel.ts';

type Answer = Extract<AgentMessage, { type: 'answer' }>;
type Piece = Extract<AgentMessage, { type: 'piece' }>;

/** What a request needs of its channel. */
export interface PieceSource {
  readonly algorithm: DigestAlgorithm;
  askForPiece(piece: { id: string; stream: OutputStream; index: number }): void;
  /** Asks for the whole answer again, from a copy that nothing can write to. */
  askAgain(id: string, exitStatus: number): void;
}

const mostTries = 4;
const betweenTriesMs = 200;
const pieceLostMs = 2_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/**
 * One request on its way: takes the announced answer and the pieces of its outputs, proves each against its digest, and
 * asks again for what does not fit.
 */
export class PendingRequest {
  readonly id: string;
  /** What asks the agent for it. */
  readonly message: string;
  readonly request: GuestRequest;
  readonly startedAt = new Date();
  timedOut = false;
  readonly #startedAtMs = performance.now();
  readonly #source: PieceSource;
  readonly #resolve: (answer: Omit<GuestAnswer, 'channel'>) => void;
  readonly #reject: (error: Error) => void;
  #tries = 0;
  #askedAtMs = -Infinity;
  #truncated = false;
  #settled = false;
  #collecting: { piece: (piece: Piece) => void; ask: () => void } | undefined;

  constructor(options: {
    id: string;
    message: string;
    request: GuestRequest;
    source: PieceSource;
    resolve: (answer: Omit<GuestAnswer, 'channel'>) => void;
    reject: (error: Error) => void;
  }) {
    this.id = options.id;
    this.message = options.message;
    this.request = options.request;
    this.#source = options.source;
    this.#resolve = options.resolve;
    this.#reject = options.reject;
  }

  get isSettled(): boolean {
    return this.#settled;
  }

  /** Its outputs are being fetched. */
  get isAnswered(): boolean {
    return this.#collecting !== undefined;
  }

  fail(error: Error): void {
    this.#settled = true;
    this.#reject(error);
  }

  takePiece(piece: Piece): void {
    this.#collecting?.piece(piece);
  }

  /** Asks again for a piece that should have come by now. */
  remind(): void {
    if (performance.now() - this.#askedAtMs > pieceLostMs) this.#collecting?.ask();
  }

  takeAnswer(answer: Answer): void {
    if (this.isAnswered || this.#settled) return;
    if (!this.#isProven(answer.stdout) || !this.#isProven(answer.stderr)) {
      // The same damage may come twice, when the answer was also asked for in the meantime.
      const now = performance.now();
      if (now - this.#askedAtMs < betweenTriesMs) return;
      this.#askedAtMs = now;
      this.#tryAgain(() => {
        this.#source.askAgain(this.id, answer.exitStatus);
      });
      return;
    }
    void this.#collect(answer).catch((error: unknown) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
  }

  #isProven(output: AnnouncedOutput): boolean {
    if (output.data === undefined || output.size === 0) return true;
    return digestOf(this.#source.algorithm, output.data) === output.digest;
  }

  #tryAgain(again: () => void): void {
    this.#tries++;
    if (this.#tries >= mostTries) this.fail(new Error(`its answer came damaged ${mostTries} times`));
    else again();
  }

  async #collect(answer: Answer): Promise<void> {
    const durationMs = performance.now() - this.#startedAtMs;
    // Set before the first piece is asked for, so that a second announcement is not collected as well.
    this.#collecting = { piece: () => undefined, ask: () => undefined };
    const stdout = await this.#output('stdout', answer.stdout);
    const stderr = await this.#output('stderr', answer.stderr);
    this.#settled = true;
    this.#resolve({
      stdout,
      stderr,
      exitStatus: answer.exitStatus,
      startedAt: this.startedAt,
      durationMs,
      timedOut: this.timedOut,
      truncated: this.#truncated,
    });
  }

  async #output(name: 'stdout' | 'stderr', output: AnnouncedOutput): Promise<Buffer> {
    const limit = this.request.maxBytes ?? defaultMaxBytes;
    const size = Math.min(output.size, limit);
    if (size < output.size) this.#truncated = true;
    const parts: Buffer[] = [];
    const deliver = async (data: Buffer): Promise<void> => {
      if (this.request.onOutput === undefined) parts.push(data);
      else if (data.length > 0) await this.request.onOutput(name, data);
    };
    if (output.data !== undefined) {
      await deliver(output.data.subarray(0, size));
    } else {
      const stream: OutputStream = name === 'stdout' ? 'o' : 'e';
      const count = Math.ceil(size / pieceSizeBytes);
      // The next piece is on its way while one is delivered.
      let next = this.#piece(stream, 0, size);
      for (let index = 0; index < count; index++) {
        const data = await next;
        if (index + 1 < count) next = this.#piece(stream, index + 1, size);
        await deliver(data.subarray(0, size - index * pieceSizeBytes));
      }
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** @param size of the whole output, as far as it is wanted */
  async #piece(stream: OutputStream, index: number, size: number): Promise<Buffer> {
    const leastBytes = Math.min(pieceSizeBytes, size - index * pieceSizeBytes);
    this.#tries = 0;
    return await new Promise<Buffer>((resolve) => {
      const ask = (): void => {
        this.#askedAtMs = performance.now();
        this.#source.askForPiece({ id: this.id, stream, index });
      };
      this.#collecting = {
        piece: (piece) => {
          if (piece.stream !== stream || piece.index !== index) return;
          const { data, digest } = piece;
          const isProven = data.length >= leastBytes && digestOf(this.#source.algorithm, data) === digest;
          if (isProven) resolve(data);
          else this.#tryAgain(ask);
        },
        ask,
      };
      ask();
    });
  }
}
