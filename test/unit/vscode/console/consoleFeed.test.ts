import { expect, test } from 'vitest';
import { type FeedLimits, feedConsole } from '../../../../src/vscode/console/consoleFeed.ts';
import { bytesText } from '../../../../src/vscode/text/bytesText.ts';
import type { ConsoleSource } from '../../../../src/vscode/console/consoleSource.ts';

/** A console in memory: `produce` appends, reading waits for the next byte, `end` ends it. */
class MemoryConsole implements ConsoleSource {
  #bytes = Buffer.alloc(0);
  #ended = false;
  readonly #waiting: (() => void)[] = [];
  readonly reads: number[] = [];

  produce(data: Buffer | string): void {
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(data)]);
    this.#signal();
  }

  end(): void {
    this.#ended = true;
    this.#signal();
  }

  async length(): Promise<number> {
    return await Promise.resolve(this.#bytes.length);
  }

  async read({ offset, maxBytes }: { offset: number; maxBytes: number }): Promise<{ data: Buffer; ended: boolean }> {
    this.reads.push(maxBytes);
    while (offset >= this.#bytes.length && !this.#ended)
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return { data: this.#bytes.subarray(offset, offset + maxBytes), ended: this.#ended };
  }

  #signal(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function collect(): {
  readonly sink: { write(text: string): void; replayed(): void };
  text: string;
  replayedAt: string[];
} {
  const result = {
    text: '',
    replayedAt: [] as string[],
    sink: {
      write: (text: string): void => void (result.text += text),
      replayed: (): void => void result.replayedAt.push(result.text),
    },
  };
  return result;
}

const never = new AbortController().signal;

test('all bytes arrive in order, with characters that chunks cut in two', async () => {
  const console = new MemoryConsole();
  const text = 'Größe €\r\n'.repeat(20_000);
  console.produce(text);
  console.end();
  const got = collect();
  await feedConsole(console, got.sink, never);
  expect(got.text === text).toBe(true);
  expect(console.reads.length).toBeGreaterThan(3);
});

test('the replay is over once, where the console stood at the start', async () => {
  const console = new MemoryConsole();
  console.produce('old');
  const got = collect();
  const feeding = feedConsole(console, got.sink, never);
  await expect.poll(() => got.replayedAt).toEqual(['old']);
  console.produce(' new');
  console.end();
  await feeding;
  expect(got.text).toBe('old new');
  expect(got.replayedAt).toEqual(['old']);
});

test('an empty console is replayed at once', async () => {
  const console = new MemoryConsole();
  console.end();
  const got = collect();
  await feedConsole(console, got.sink, never);
  expect(got.replayedAt).toEqual(['']);
  expect(got.text).toBe('');
});

const small: FeedLimits = {
  burstBytes: 200_000,
  bytesPerSecond: 100_000,
  keepBytes: 5000,
  calmMs: 10,
  maxSilenceMs: 100,
};

test('a flood is left out with one line that says how much, and the newest whole lines follow', async () => {
  const console = new MemoryConsole();
  const lines = Array.from({ length: 300_000 }, (_, index) => `line ${String(index)}\r\n`).join('');
  console.produce(lines);
  console.end();
  const got = collect();
  await feedConsole(console, got.sink, never, small);
  const notes = [...got.text.matchAll(/\[Boot Image VM: (\S+ \S+) left out here; serial.log holds all of it\]/g)];
  expect(notes).toHaveLength(1);
  const [before = '', after = ''] = got.text.split(/\r\n\x1b\[2m\[Boot Image VM: .*\]\x1b\[22m\r\n/);
  expect(before).toBe('\x1b[0m\x1b(B\x0f');
  expect(lines.endsWith(after)).toBe(true);
  expect(after).toMatch(/^line \d+\r\n/);
  expect(after.length).toBeGreaterThan(4000);
  expect(notes[0]?.[1]).toBe(bytesText(lines.length - after.length));
});

test('a guest that writes without end gets no more than the budget to the terminal, and is never silent for long', async () => {
  const console = new MemoryConsole();
  const got = collect();
  const aborted = new AbortController();
  const feeding = feedConsole(console, got.sink, aborted.signal, small);
  const flood = setInterval(() => console.produce(`${'y'.repeat(998)}\r\n`.repeat(50)), 1);
  const startedAt = performance.now();
  await expect.poll(() => got.text.match(/left out here/g)?.length ?? 0, { timeout: 10_000 }).toBeGreaterThan(1);
  clearInterval(flood);
  const seconds = (performance.now() - startedAt) / 1000;
  expect(got.text.length).toBeLessThan(small.burstBytes * 2 + seconds * small.bytesPerSecond);
  console.produce('and live again');
  await expect.poll(() => got.text.endsWith('and live again')).toBe(true);
  aborted.abort();
  console.end();
  await feeding;
});
