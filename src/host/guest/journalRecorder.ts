import { closeSync, openSync, write } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Deadline } from '../../core/common/deadline.ts';
import { delay } from '../../core/common/delay.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { LineSplitter } from '../../core/common/lineSplitter.ts';
import { messageOf } from '../../core/common/userError.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import type { GuestStreamEnd } from '../../core/guest/guestStream.ts';
import { followJournalScript, noJournalctl } from '../../core/journal/followJournalScript.ts';
import { afterFirstQuestions } from './afterFirstQuestions.ts';

/** journalctl leaves out of its JSON what is longer than 4 KiB; an entry has some dozens of fields. */
const maxEntryBytes = 4 * 1024 * 1024;
/** A journalctl that ends although it should follow, or a port that is not free yet, is tried again, but not for ever. */
const maxTries = 5;
const betweenTriesMs = 2_000;
const closeTimeoutMs = 5_000;

const writeAll = promisify(write);

interface JournalRecorderOptions {
  /** journal.ndjson; it must not be there yet. */
  readonly file: string;
  readonly log: (line: string) => void;
  /** The file could not be written; nothing more is recorded. */
  readonly onProblem: (error: unknown) => void;
  /** One sentence: why this guest's journal cannot be had; undefined: it may be had after all. */
  readonly onNone: (why: string | undefined) => void;
  readonly signal: AbortSignal;
}

/**
 * Writes the guest's journal as it comes, by a stream of its own. The disk's pace is journalctl's: nothing is held in
 * memory. After the channel was lost it goes on behind the last entry it has.
 *
 * Invariant: the file holds whole lines, each entry once.
 */
export class JournalRecorder implements Disposable {
  readonly #options: JournalRecorderOptions;
  readonly #grew = new Emitter<undefined>();
  readonly #wanted = new AbortController();
  #file: number | undefined;
  #length = 0;
  #cursor: string | undefined;
  #why: string | undefined;
  #isUnwritable = false;
  #channel: AgentChannel | undefined;
  #following: Promise<void> | undefined;
  #isEnded = false;

  /** There is more to be read, or there will be no more. */
  readonly onGrew: Event<undefined> = this.#grew.event;

  constructor(options: JournalRecorderOptions) {
    this.#options = options;
  }

  /** Why there is no journal, if that is known. */
  get why(): string | undefined {
    return this.#why;
  }

  /**
   * Follows the journal by a channel that has just become ready, until that is lost. The guest answers others first, unless
   * somebody wants the journal.
   */
  follow(channel: AgentChannel): void {
    if (this.#why !== undefined || channel === this.#channel) return;
    this.#channel = channel;
    const before = this.#following ?? Promise.resolve();
    this.#following = before.then(async () => {
      await afterFirstQuestions(channel, AbortSignal.any([this.#options.signal, this.#wanted.signal]));
      await this.#follow(channel);
    });
  }

  /** The guest started anew: one without a journal may be followed by one that has it. */
  startAnew(): void {
    if (this.#why === undefined || this.#isUnwritable) return;
    this.#why = undefined;
    this.#options.onNone(undefined);
  }

  /** Somebody waits for it, or it may soon be too late: it is followed at once. */
  want(): void {
    this.#wanted.abort();
  }

  /** Bytes of the file from `offset`; waits up to `waitMs` for the first. */
  async read(
    { offset, maxBytes, waitMs }: { readonly offset: number; readonly maxBytes: number; readonly waitMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly data: Buffer; readonly ended: boolean }> {
    this.want();
    if (offset >= this.#length && !this.#isOver && waitMs > 0) {
      const isThere = (): boolean => this.#length > offset || this.#isOver;
      await new Deadline('the journal', waitMs).event(this.onGrew, isThere, signal).catch(() => undefined);
    }
    const bytes = Math.min(maxBytes, this.#length - offset);
    if (bytes <= 0) return { data: Buffer.alloc(0), ended: this.#isOver };
    const file = await open(this.#options.file);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
      return { data: buffer.subarray(0, bytesRead), ended: false };
    } finally {
      await file.close();
    }
  }

  /** Settles when what has come is in the file. */
  async end(): Promise<void> {
    this.want();
    await new Deadline('the end of the journal', closeTimeoutMs)
      .race(this.#following ?? Promise.resolve())
      .catch((error: unknown) => this.#options.log(messageOf(error)));
    this.#isEnded = true;
    this.#grew.fire(undefined);
    this.#close();
  }

  dispose(): void {
    this.#isEnded = true;
    this.#close();
    this.#grew.dispose();
  }

  get #isOver(): boolean {
    return this.#isEnded || this.#why !== undefined;
  }

  async #follow(channel: AgentChannel): Promise<void> {
    const { log, signal } = this.#options;
    if (channel.kind !== 'virtio') {
      this.#giveUp('The journal is not recorded: that needs a virtio port, which this guest does not have.');
      return;
    }
    const isOver = (): boolean => isAborted(signal) || channel.isBroken || this.#isOver;
    for (let tries = 1; !isOver(); tries++) {
      const lengthBefore = this.#length;
      try {
        const end = await this.#stream(channel);
        if (end.exitStatus === noJournalctl && this.#length === 0) {
          this.#giveUp('The journal is not recorded: the guest has no journalctl.');
          return;
        }
        log(`journal: journalctl ended (exit status ${end.exitStatus}) ${end.stderr.toString('utf8').trim()}`);
      } catch (error) {
        if (isOver()) return;
        log(`journal: ${messageOf(error)}`);
      }
      if (isOver()) return;
      if (this.#length > lengthBefore) tries = 1;
      if (tries >= maxTries) {
        this.#giveUp('The journal is not recorded (any more): journalctl does not follow it.');
        return;
      }
      await delay(betweenTriesMs, signal);
    }
  }

  async #stream(channel: AgentChannel): Promise<GuestStreamEnd> {
    // What was begun when a channel was lost comes again, whole.
    const lines = new LineSplitter(maxEntryBytes);
    const stream = await channel.follow({
      command: { script: followJournalScript(this.#cursor) },
      onData: async (data) => await this.#write(lines.push(data)),
      signal: this.#options.signal,
    });
    return await stream.ended;
  }

  async #write(lines: Buffer): Promise<void> {
    if (lines.length === 0 || this.#isOver) return;
    try {
      this.#file ??= openSync(this.#options.file, 'wx');
      let written = 0;
      while (written < lines.length) written += (await writeAll(this.#file, lines, written)).bytesWritten;
    } catch (error) {
      this.#options.onProblem(error);
      this.#why = 'The journal could not be written.';
      this.#isUnwritable = true;
      this.#grew.fire(undefined);
      throw error;
    }
    this.#length += lines.length;
    this.#cursor = lastCursor(lines) ?? this.#cursor;
    this.#grew.fire(undefined);
  }

  #giveUp(why: string): void {
    this.#why = why;
    this.#options.onNone(why);
    this.#grew.fire(undefined);
  }

  #close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** A getter, since the compiler takes a signal that was not aborted to stay so. */
const isAborted = (signal: AbortSignal): boolean => signal.aborted;

/** Of whole lines, which journalctl begins with the cursor. */
function lastCursor(lines: Buffer): string | undefined {
  const start = lines.lastIndexOf(0x0a, lines.length - 2) + 1;
  return /"__CURSOR"\s*:\s*"([^"\\]+)"/.exec(lines.toString('latin1', start))?.[1];
}
