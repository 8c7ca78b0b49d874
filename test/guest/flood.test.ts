import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { feedConsole } from '../../src/vscode/console/consoleFeed.ts';
import { VmConsoleSource } from '../../src/vscode/console/vmConsoleSource.ts';
import { endVms, launchEcho } from './echoVm.ts';
import { floodText, writeFloodImage } from './floodImage.ts';
import { peakMemoryMib } from './peakMemory.ts';
import { waitUntil } from './waitUntil.ts';

const lines = 500_000;
const flood = floodText(lines);
const lastLine = flood.slice(-10);

let folder: string;
let vm: VmClient;
const closing = new AbortController();

/** What the integrated terminal is given. */
class Terminal {
  text = '';
  readonly feeding: Promise<void>;

  constructor() {
    const sink = { write: (text: string): void => void (this.text += text), replayed: () => undefined };
    this.feeding = feedConsole(new VmConsoleSource(vm, vm.state.runFolder), sink, closing.signal);
  }

  async shows(what: string, timeoutMs: number): Promise<void> {
    await waitUntil(`the terminal to show ${JSON.stringify(what)}`, timeoutMs, async () => {
      const { text } = await Promise.resolve(this);
      return text.includes(what) ? { found: true } : { saw: `${String(text.length)} characters` };
    });
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flood-'));
  const image = join(folder, 'flood.img');
  writeFloodImage(image, lines);
  vm = await launchEcho({ image, folder });
});

afterAll(async () => {
  closing.abort();
  await endVms([vm]);
  rmSync(folder, { recursive: true });
});

it('5 MB of console are whole in serial.log, live in a terminal, and little in memory', async () => {
  const log = join(vm.state.runFolder, 'serial.log');
  const early = new Terminal();
  await waitUntil('the flood to begin', 20_000, async () => {
    await vm.writeConsole(Buffer.from('g'));
    return readFileSync(log).length > 0 ? { found: true } : { saw: 'nothing' };
  });
  await waitUntil('the flood to end', 120_000, async () => {
    const bytes = await Promise.resolve(readFileSync(log).length);
    return bytes >= flood.length ? { found: true } : { saw: `${String(bytes)} of ${String(flood.length)} bytes` };
  });
  await early.shows(lastLine, 5_000);
  expect(readFileSync(log, 'latin1') === flood).toBe(true);
  // One that is opened afterwards shows the end at once, and says what it leaves out.
  const late = new Terminal();
  await late.shows(lastLine, 5_000);
  const [, note, rest = ''] =
    /\[Boot Image VM: ([\d.]+ \S+) left out here; serial\.log holds all of it\]\S*\r\n([^]*)$/.exec(late.text) ?? [];
  expect(note).toMatch(/MB$|MiB$/);
  expect(rest.length).toBeGreaterThan(10_000);
  expect(flood.endsWith(rest)).toBe(true);
  expect(peakMemoryMib(vm.state.hostPid)).toBeLessThan(150);
  closing.abort();
  await Promise.all([early.feeding, late.feeding]);
  await vm.stop({ kill: true });
  expect(readFileSync(join(vm.state.runFolder, 'serial.txt'), 'latin1') === flood.replaceAll('\r', '')).toBe(true);
}, 150_000);
