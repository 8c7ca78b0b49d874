import { delay } from '../../core/common/delay.ts';
import { bytesText } from '../text/bytesText.ts';
import type { ConsoleSource } from './consoleSource.ts';
import { OutputBudget } from './outputBudget.ts';

/** Bounds of what a terminal is given; see `defaultFeedLimits`. */
export interface FeedLimits {
  /** Given at once, however fast it comes: a whole boot log fits. */
  readonly burstBytes: number;
  /** Given per second once the burst is used up. */
  readonly bytesPerSecond: number;
  /** Kept of the newest when something has to be left out. */
  readonly keepBytes: number;
  /** A flood is over when the console grew by less than `bytesPerSecond` allows during so long … */
  readonly calmMs: number;
  /** … and is skipped at the latest after this time, so that a terminal is never silent for long. */
  readonly maxSilenceMs: number;
}

/**
 * VS Code offers an extension's terminal no back-pressure, and xterm.js throws at 50,000,000 pending characters. It draws
 * some megabytes a second; the budget stays below that.
 */
export const defaultFeedLimits: FeedLimits = {
  burstBytes: 4 << 20,
  bytesPerSecond: 1 << 20,
  keepBytes: 64 << 10,
  calmMs: 250,
  maxSilenceMs: 5000,
};

const chunkBytes = 64 << 10;

export interface FeedSink {
  write(text: string): void;
  /** All that the console held when the feed started has been written. Called once. */
  replayed(): void;
}

/**
 * Brings a console's text to a terminal from the first byte on and then live, until it ends or the signal aborts. What a
 * flooding guest writes beyond the budget is left out, with one line that says how much; serial.log holds all of it.
 */
export async function feedConsole(
  source: ConsoleSource,
  sink: FeedSink,
  signal: AbortSignal,
  limits: FeedLimits = defaultFeedLimits,
): Promise<void> {
  const budget = new OutputBudget(limits);
  let decoder = new TextDecoder();
  let offset = 0;
  const replayEnd = await source.length();
  let isReplayed = false;
  while (!signal.aborted) {
    if (!isReplayed && offset >= replayEnd) {
      isReplayed = true;
      sink.replayed();
    }
    if (budget.available() < chunkBytes || (await source.length()) - offset > limits.burstBytes) {
      const newest = await afterFlood(source, offset, limits, signal);
      if (newest > offset) {
        const start = await nextLine(source, newest, signal);
        sink.write(`${decoder.decode()}${skippedLine(start - offset)}`);
        decoder = new TextDecoder();
        offset = start;
      }
    }
    const { data, ended } = await source.read({ offset, maxBytes: chunkBytes }, signal);
    if (data.length === 0 && ended) break;
    if (data.length === 0) continue;
    offset += data.length;
    budget.use(data.length);
    sink.write(decoder.decode(data, { stream: true }));
  }
  if (signal.aborted) return;
  sink.write(decoder.decode());
  if (!isReplayed) sink.replayed();
}

/** Waits until the console has calmed down, or long enough; answers where to go on from, which is `offset` if nothing needs to be left out. */
async function afterFlood(
  source: ConsoleSource,
  offset: number,
  limits: FeedLimits,
  signal: AbortSignal,
): Promise<number> {
  const calmBytes = (limits.bytesPerSecond * limits.calmMs) / 1000;
  let length = await source.length();
  for (let waitedMs = 0; waitedMs < limits.maxSilenceMs && !signal.aborted; waitedMs += limits.calmMs) {
    await delay(limits.calmMs, signal);
    const grown = await source.length();
    const isCalm = grown - length < calmBytes;
    length = grown;
    if (isCalm) break;
  }
  return length - offset <= calmBytes ? offset : Math.max(offset, length - limits.keepBytes);
}

/** The start of the first whole line at or after `offset`; `offset` itself if there is no line end nearby. */
async function nextLine(source: ConsoleSource, offset: number, signal: AbortSignal): Promise<number> {
  const { data } = await source.read({ offset, maxBytes: chunkBytes }, signal);
  const lineEnd = data.indexOf(0x0a);
  return lineEnd === -1 ? offset : offset + lineEnd + 1;
}

function skippedLine(bytes: number): string {
  // The left-out part may have set colours or another character set: reset both, then say it on a line of its own.
  return `\x1b[0m\x1b(B\x0f\r\n\x1b[2m[Boot Image VM: ${bytesText(bytes)} left out here; serial.log holds all of it]\x1b[22m\r\n`;
}
