import { StringDecoder } from 'node:string_decoder';
import type { ReadStream, WriteStream } from 'node:tty';
import { Deadline } from '../core/common/deadline.ts';
import { ReplayFence } from '../core/console/terminal/replayFence.ts';
import { splitTerminalInput } from '../core/console/terminal/terminalReplies.ts';
import type { Disposable } from '../core/common/event.ts';
import type { VmClient } from '../host/client/vmClient.ts';

const leaveKey = '\x1d';
const lastKeysTimeoutMs = 1_000;

/** Colours, cursor, bracketed paste, keypad and cursor keys as a shell expects them. */
const usualModes = '\x1b[0m\x1b[?25h\x1b[?2004l\x1b[?1l\x1b>\r\n';

/**
 * A person's terminal that is given to a VM's console: raw keys go to the guest, the guest learns the terminal's size, and
 * Ctrl-] leaves. Disposing restores the terminal.
 */
export class TerminalSession implements Disposable {
  readonly #client: VmClient;
  readonly #keyboard: ReadStream;
  readonly #screen: WriteStream;
  readonly #left = new AbortController();
  readonly #decoder = new StringDecoder('utf8');
  readonly #fence = new ReplayFence();
  #lastTyped: Promise<void> = Promise.resolve();

  constructor(client: VmClient, keyboard: ReadStream, screen: WriteStream) {
    this.#client = client;
    this.#keyboard = keyboard;
    this.#screen = screen;
    // process.exit runs no `finally`.
    process.on('exit', this.#restore);
    keyboard.setRawMode(true);
    keyboard.on('data', this.#onKeys);
    screen.on('resize', this.#sendSize);
    this.#sendSize();
  }

  /** Aborts when the person leaves. */
  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** Tells of replayed text that is about to be shown. */
  replay(data: Buffer): void {
    this.#fence.replay(data.toString('latin1'));
  }

  /** Everything from before the session has been shown: what the terminal says to later queries is for the guest. */
  endReplay(): void {
    this.#screen.write(this.#fence.ask());
  }

  dispose(): void {
    process.off('exit', this.#restore);
    this.#restore();
    this.#keyboard.off('data', this.#onKeys);
    this.#keyboard.pause();
    this.#screen.off('resize', this.#sendSize);
    this.#screen.write(usualModes);
  }

  readonly #restore = (): void => {
    this.#keyboard.setRawMode(false);
  };

  readonly #onKeys = (data: Buffer): void => {
    const text = this.#decoder.write(data);
    const leaves = text.indexOf(leaveKey);
    const { typed, replies } = splitTerminalInput(leaves === -1 ? text : text.slice(0, leaves));
    this.#type(typed + this.#fence.pass(replies));
    if (leaves !== -1) void this.#leave();
  };

  /** The keys before Ctrl-] still count. */
  async #leave(): Promise<void> {
    await new Deadline('the last keys to be taken', lastKeysTimeoutMs).race(this.#lastTyped).catch(() => undefined);
    this.#left.abort();
  }

  #type(text: string): void {
    if (text === '') return;
    // A VM that has ended takes no keys; the console's end is told by whoever reads it.
    this.#lastTyped = this.#client.writeConsole(Buffer.from(text)).catch(() => undefined);
  }

  readonly #sendSize = (): void => {
    const { rows, columns } = this.#screen;
    if (rows > 0 && columns > 0) this.#client.resizeConsole({ rows, columns }).catch(() => undefined);
  };
}
