import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import stripAnsi from 'strip-ansi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleProfile } from '../../src/core/image/sampleProfile.ts';
import { launchVm } from '../../src/host/launchVm.ts';
import type { VmClient } from '../../src/host/vmClient.ts';
import { descendTo } from '../bench/rungs.ts';
import { storm } from '../bench/storm.ts';
import { expectedProbeText } from './expectedProbeText.ts';
import { waitUntil } from './waitUntil.ts';

// A guest that loses the driver of its only port; kernel messages and broadcasts come on its console all the time.
let folder: string;
let client: VmClient;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rungs-'));
  const { stdout: isoPath } = await execa('node', ['test/boot-image/build.mjs']);
  client = await launchVm({
    profile: {
      ...sampleProfile({ isoPath, scenario: 'noisy' }),
      guestPorts: { virtio: true, uart: false },
      accelerator: 'tcg',
    },
    image: 'sample: noisy',
    capturesFolder: folder,
    graceTimeMs: 60_000,
    client: 'test',
  });
  await client.waitForPhase('ready', { timeoutMs: 220_000 });
});

afterAll(async () => {
  await client.stop({ kill: true });
  client.dispose();
  rmSync(folder, { recursive: true });
});

async function expectCalmInStorm(options: { commands: number; mostBytes: number }): Promise<void> {
  const result = await storm(client, { ...options, atOnce: 16, timeoutMs: 120_000 });
  expect({ wrong: result.wrong, lost: result.lost }).toEqual({ wrong: [], lost: [] });
  expect(result.commands).toBe(options.commands);
}

describe('a guest with a virtio port', () => {
  it('answers 300 commands rightly, 16 at once', async () => {
    expect(client.state.channel).toMatchObject({ state: 'ready', kind: 'virtio' });
    await expectCalmInStorm({ commands: 300, mostBytes: 8_000 });
  });
});

describe('a guest with nothing but its console', () => {
  it('answers on the console, rightly', async () => {
    await descendTo(client, 'console');
    await expectCalmInStorm({ commands: 24, mostBytes: 4_000 });
  });

  it('answers every built-in probe with its own output and nothing else', async () => {
    const wrong: string[] = [];
    await Promise.all(
      Object.entries(expectedProbeText).map(async ([probe, text]) => {
        const capture = await client.runProbe(probe, { channelTimeoutMs: 60_000 });
        const answer = readFileSync(join(client.state.runFolder, capture.file), 'utf8');
        if (capture.channel !== 'console' || !text.test(answer)) wrong.push(`${probe}: ${answer}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('lets a person type meanwhile, and shows nothing of what it says', async () => {
    const slow = client.exec({ script: 'sleep 4; echo slept' }, { timeoutMs: 60_000 });
    await client.writeConsole(Buffer.from('echo typed-$((6*7))\r'));
    await waitUntil('the answer to a person', 30_000, async () => {
      const seen = await consoleText();
      return seen.includes('typed-42\r\n') ? { found: seen } : { saw: JSON.stringify(seen.slice(-200)) };
    });
    expect((await slow).exitStatus).toBe(0);
    const seen = await consoleText();
    expect(seen).not.toContain('~bivm:');
    expect(seen).not.toMatch(/[A-Za-z0-9+/=]{80}/);
    // Every byte is kept all the same.
    expect(readFileSync(join(client.state.runFolder, 'serial.log'), 'latin1')).toContain('~bivm:');
  });
});

async function consoleText(): Promise<string> {
  const parts: Buffer[] = [];
  for (let offset = 0; ;) {
    const { data } = await client.readConsole({ offset, maxBytes: 1_048_576, waitMs: 0 });
    if (data.length === 0) break;
    parts.push(data);
    offset += data.length;
  }
  return stripAnsi(Buffer.concat(parts).toString('latin1').replaceAll('\0', ''));
}
