import { closeSync, openSync, readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { splitTerminalInput } from '../../core/console/terminal/terminalReplies.ts';
import { writeWhole } from '../../core/common/writeWhole.ts';
import { ConsoleView } from './consoleView.ts';
import { RecentBytes } from './recentBytes.ts';

/** Held in memory for readers that are up to date; what is older is read from serial.log. */
const keptBytes = 1_048_576;
/** How long a person's keys are held back after automation has typed something. */
const holdLimitMs = 4_000;

/**
 * The console of one VM: drains QEMU's socket without pause, whatever the readers do (a connected client that does not read
 * freezes the guest after about 280 bytes), writes serial.log, serves its history by byte offset, and merges what is typed.
 *
 * Quirk: QEMU 7.2 can log a character device itself, but logs a byte again whenever the socket was full for a moment
 * (`qemu_chr_write_buffer` logs everything on EAGAIN, and the UART sends it again): on a busy host 15 bytes of 60,000 came
 * twice. So QEMU's own log is only the second copy, in diagnostics/.
 *
 * Invariant: offset n of this history is offset n of serial.log. Where the guest channel speaks on the console itself, what
 * it says is overwritten in the history (`view`), and stands in serial.log as it came.
 */
export class ConsoleHub implements Disposable {
  readonly #serialLog: string;
  readonly #data = new Emitter<Buffer>();
  readonly #automation = new Emitter<boolean>();
  readonly #keys = new Emitter<void>();
  readonly #keysHeld = new Emitter<void>();
  readonly #waiters = new Set<() => void>();
  readonly #file: number;
  readonly #problem = new Emitter<unknown>();
  #whenDrained: () => void = () => undefined;
  #socket: Socket | undefined;
  readonly #recent = new RecentBytes(keptBytes);
  #ended = false;
  #automations = 0;
  #held: Buffer[] = [];

  /** Every byte, as it comes. */
  readonly onData: Event<Buffer> = this.#data.event;
  /** What people see of it. */
  readonly view = new ConsoleView();
  /** A person types. */
  readonly onKeys: Event<void> = this.#keys.event;
  /** A person types while automation does; the keys wait. */
  readonly onKeysHeld: Event<void> = this.#keysHeld.event;
  /** serial.log could not be written. */
  readonly onProblem: Event<unknown> = this.#problem.event;
  /** Automation begins or ends to type. */
  readonly onAutomationTyping: Event<boolean> = this.#automation.event;

  /** Settles when QEMU has closed the console and every byte of it has been taken. */
  readonly drained = new Promise<void>((resolve) => {
    this.#whenDrained = resolve;
  });

  /** Errors: those of opening the file, which must not be there yet. */
  constructor(serialLog: string) {
    this.#serialLog = serialLog;
    this.#file = openSync(serialLog, 'wx');
    this.view.onData(() => this.#wake());
  }

  /** Bytes the guest has written so far. */
  get length(): number {
    return this.#recent.length;
  }

  get isAutomationTyping(): boolean {
    return this.#automations > 0;
  }

  /** Begins the history with what the console of a saved machine had shown. */
  adopt(data: Buffer): void {
    this.#append(data);
    this.view.skip(data.length);
  }

  attach(socket: Socket): void {
    this.#socket = socket;
    socket.on('data', (data: Buffer) => this.#take(data));
    socket.on('error', () => undefined);
    socket.on('close', () => this.#whenDrained());
  }

  /**
   * What a person's terminal sends: keys, and its answers to what the guest asks. Held back while automation types, then
   * delivered in order: whoever asked has its answer, and what automation types has none in it.
   */
  write(data: Buffer): void {
    const isTyped = splitTerminalInput(data.toString('latin1')).typed !== '';
    if (isTyped) this.#keys.fire();
    if (!this.isAutomationTyping) {
      this.#socket?.write(data);
      return;
    }
    this.#held.push(data);
    if (isTyped) this.#keysHeld.fire();
  }

  /**
   * For automation: the console is its own from each thing that it types until it is disposed of, or for `holdLimitMs`. A
   * login that waits for a slow guest does not keep a person from typing.
   */
  automation(): Disposable & { write(data: string): void } {
    let timer: NodeJS.Timeout | undefined;
    let isHolding = false;
    let isOver = false;
    const release = (): void => {
      clearTimeout(timer);
      if (isHolding) this.#endAutomation();
      isHolding = false;
    };
    return {
      write: (data) => {
        if (isOver) return;
        clearTimeout(timer);
        timer = setTimeout(release, holdLimitMs);
        if (!isHolding && this.#automations++ === 0) this.#automation.fire(true);
        isHolding = true;
        this.#socket?.write(data);
      },
      dispose: () => {
        isOver = true;
        release();
      },
    };
  }

  /** Up to `maxBytes` from `offset`; waits up to `waitMs` for the first of them. */
  async read(
    request: { readonly offset: number; readonly maxBytes: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly data: Buffer; readonly ended: boolean }> {
    if (request.offset >= this.view.length && !this.#ended) await this.#nextByte(request.waitMs, signal);
    const data = this.#history(request.offset, request.maxBytes);
    return { data, ended: this.#ended && request.offset + data.length >= this.view.length };
  }

  /** What people see of up to `maxBytes` from `offset`, as far as that is decided on. */
  #history(offset: number, maxBytes: number): Buffer {
    const end = Math.min(offset + maxBytes, this.view.length);
    if (end <= offset) return Buffer.alloc(0);
    const { start } = this.#recent;
    const data = offset < start ? this.#readFile(offset, Math.min(end, start)) : this.#recent.slice(offset, end);
    return this.view.blank(data, offset);
  }

  /** The last bytes, which did not come through the socket. */
  complete(data: Buffer): void {
    this.#take(data);
  }

  /** No more will come. What QEMU's socket still held when QEMU ended has been read by then (`drained`). */
  end(): void {
    if (this.#ended) return;
    this.view.release();
    this.#ended = true;
    this.#wake();
  }

  dispose(): void {
    this.end();
    this.#socket?.destroy();
    closeSync(this.#file);
    this.#problem.dispose();
    this.#data.dispose();
    this.#automation.dispose();
    this.#keys.dispose();
    this.#keysHeld.dispose();
    this.view.dispose();
  }

  #endAutomation(): void {
    if (--this.#automations > 0) return;
    const held = Buffer.concat(this.#held);
    this.#held = [];
    if (held.length > 0) this.#socket?.write(held);
    this.#automation.fire(false);
  }

  #take(data: Buffer): void {
    if (this.#ended) return;
    this.#append(data);
    // Before whoever decides on it.
    this.view.push(data);
    this.#data.fire(data);
  }

  #append(data: Buffer): void {
    this.#log(data);
    this.#recent.push(data);
  }

  /** Written at once and at its own place: a byte that cannot be written leaves a gap, and the offsets stay right. */
  #log(data: Buffer): void {
    try {
      writeWhole(this.#file, data, this.length);
    } catch (error) {
      this.#problem.fire(error);
    }
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
