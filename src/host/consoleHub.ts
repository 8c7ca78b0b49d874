import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type Disposable, Emitter, type Event } from '../core/common/event.ts';

/** Held in memory for readers that are up to date; what is older is read from serial.log, which has it by then. */
const keptBytes = 1_048_576;

/**
 * The console of one VM: drains QEMU's socket without pause, whatever the readers do (a connected client that does not read
 * freezes the guest after about 280 bytes), serves its history by byte offset, and merges what is typed.
 *
 * Invariant: offset n of this history is offset n of serial.log.
 */
export class ConsoleHub implements Disposable {
  readonly #serialLog: string;
  readonly #data = new Emitter<Buffer>();
  readonly #automation = new Emitter<boolean>();
  readonly #waiters = new Set<() => void>();
  #socket: Socket | undefined;
  #kept: Buffer[] = [];
  #keptLength = 0;
  #length = 0;
  #ended = false;
  #automations = 0;
  #held: Buffer[] = [];

  readonly onData: Event<Buffer> = this.#data.event;
  /** Automation begins or ends to type. */
  readonly onAutomationTyping: Event<boolean> = this.#automation.event;

  constructor(serialLog: string) {
    this.#serialLog = serialLog;
  }

  /** Bytes the guest has written so far. */
  get length(): number {
    return this.#length;
  }

  get isAutomationTyping(): boolean {
    return this.#automations > 0;
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#take(data));
    socket.on('error', () => undefined);
    socket.on('close', () => this.end());
  }

  /** What a person types: held back while automation types, then delivered in order. */
  write(data: Buffer): void {
    if (this.isAutomationTyping) this.#held.push(data);
    else this.#socket?.write(data);
  }

  /** For automation: the console is its own from the first character that it types until it is disposed of. */
  automation(): Disposable & { write(data: string): void } {
    let state: 'idle' | 'typing' | 'over' = 'idle';
    return {
      write: (data) => {
        if (state === 'over') return;
        if (state === 'idle' && this.#automations++ === 0) this.#automation.fire(true);
        state = 'typing';
        this.#socket?.write(data);
      },
      dispose: () => {
        if (state === 'typing') this.#endAutomation();
        state = 'over';
      },
    };
  }

  /** Up to `maxBytes` from `offset`; waits up to `waitMs` for the first of them. */
  async read(
    request: { readonly offset: number; readonly maxBytes: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly data: Buffer; readonly ended: boolean }> {
    if (request.offset >= this.#length && !this.#ended) await this.#nextByte(request.waitMs, signal);
    const data = this.#slice(request.offset, Math.min(request.offset + request.maxBytes, this.#length));
    return { data, ended: this.#ended && request.offset + data.length >= this.#length };
  }

  /** QEMU has ended. What its socket still holds, or lost, stands in serial.log. */
  end(): void {
    if (this.#ended) return;
    this.#takeRestOfLog();
    this.#ended = true;
    this.#wake();
  }

  dispose(): void {
    this.end();
    this.#socket?.destroy();
    this.#data.dispose();
    this.#automation.dispose();
  }

  #endAutomation(): void {
    if (--this.#automations > 0) return;
    const held = Buffer.concat(this.#held);
    this.#held = [];
    if (held.length > 0) this.#socket?.write(held);
    this.#automation.fire(false);
  }

  #takeRestOfLog(): void {
    try {
      const { size } = statSync(this.#serialLog);
      if (size > this.#length) this.#take(this.#readFile(this.#length, size));
    } catch {
      // The log could not be written, or the run folder is gone: the socket's bytes are all there is.
    }
  }

  #take(data: Buffer): void {
    // What comes from the socket after the end has been taken from the log.
    if (this.#ended) return;
    this.#length += data.length;
    this.#kept.push(data);
    this.#keptLength += data.length;
    while (this.#keptLength - (this.#kept[0]?.length ?? 0) > keptBytes)
      this.#keptLength -= this.#kept.shift()?.length ?? 0;
    this.#wake();
    this.#data.fire(data);
  }

  #wake(): void {
    for (const wake of [...this.#waiters]) wake();
  }

  async #nextByte(waitMs: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', finish);
        this.#waiters.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, waitMs);
      signal.addEventListener('abort', finish, { once: true });
      this.#waiters.add(finish);
    });
  }

  #slice(start: number, end: number): Buffer {
    const keptFrom = this.#length - this.#keptLength;
    if (end <= start) return Buffer.alloc(0);
    if (start < keptFrom) return this.#readFile(start, Math.min(end, keptFrom));
    const parts: Buffer[] = [];
    let at = keptFrom;
    for (const part of this.#kept) {
      if (at + part.length > start && at < end) parts.push(part.subarray(Math.max(0, start - at), end - at));
      at += part.length;
    }
    return Buffer.concat(parts);
  }

  #readFile(start: number, end: number): Buffer {
    const data = Buffer.alloc(end - start);
    const file = openSync(this.#serialLog, 'r');
    try {
      return data.subarray(0, readSync(file, data, 0, data.length, start));
    } finally {
      closeSync(file);
    }
  }
}
