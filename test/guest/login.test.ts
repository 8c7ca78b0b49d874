import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import stripAnsi from 'strip-ansi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Login, Profile } from '../../src/core/image/profile/profile.ts';
import { sampleProfile } from '../../src/core/image/profile/sampleProfile.ts';
import type { SampleScenario } from '../../src/core/image/profile/sampleScenarios.ts';
import { launchVm } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { descendTo, type Rung } from '../bench/rungs.ts';
import { bringKnown, storm } from '../bench/storm.ts';
import { waitUntil } from './waitUntil.ts';
import { waitForPhase } from '../../src/host/client/waitForPhase.ts';

interface Case {
  readonly title: string;
  readonly scenario: SampleScenario;
  readonly login: Login;
  readonly guestPorts: Profile['guestPorts'];
  readonly channel: 'virtio' | 'uart';
  readonly storms: readonly Storm[];
}

interface Storm {
  readonly rung: Rung;
  readonly commands: number;
  readonly mostBytes: number;
}

const cases: readonly Case[] = [
  {
    title: 'root without a password, in a guest without virtio ports',
    scenario: 'login',
    login: {},
    guestPorts: { virtio: false, uart: true },
    channel: 'uart',
    storms: [],
  },
  {
    title: 'a user with a password, whom sudo asks for it',
    scenario: 'password',
    login: { user: 'nixos', password: 'nixos' },
    guestPorts: { virtio: true, uart: false },
    channel: 'virtio',
    storms: [
      { rung: 'virtio', commands: 270, mostBytes: 200_000 },
      { rung: 'console', commands: 30, mostBytes: 20_000 },
    ],
  },
  {
    title: 'a user whom sudo refuses, by su',
    scenario: 'password',
    login: { user: 'nixos', password: 'nixos', sudoPassword: 'wrong', rootPassword: 'boot-image' },
    guestPorts: { virtio: true, uart: false },
    channel: 'virtio',
    storms: [],
  },
];

describe.each(cases)('login as $title', ({ scenario, login, guestPorts, channel, storms }) => {
  let folder: string;
  let client: VmClient;
  let known: Buffer | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'login-'));
    const { stdout: isoPath } = await execa('node', ['test/boot-image/build.mjs']);
    client = await launchVm({
      profile: { ...sampleProfile({ isoPath, scenario }), login, guestPorts, accelerator: 'tcg' },
      image: `sample: ${scenario}`,
      capturesFolder: folder,
      graceTimeMs: 60_000,
      client: 'test',
    });
    let typed = false;
    client.onStateChanged((state) => {
      if (typed || !state.automationTyping) return;
      typed = true;
      // A person types while the login runs.
      void client.writeConsole(Buffer.from('echo held-$((6*7))\r'));
    });
    await waitForPhase(client, 'ready', { timeoutMs: 220_000 });
  });

  afterAll(async () => {
    await client.stop({ kill: true });
    client.dispose();
    rmSync(folder, { recursive: true });
  });

  it('brings a channel, and root on it', async () => {
    expect(client.state.channel).toEqual({ state: 'ready', kind: channel });
    expect(await output('id -u; tty')).toEqual({ exitStatus: 1, text: '0\nnot a tty\n' });
  });

  it('carries random bytes as they are', async () => {
    const parts: Buffer[] = [];
    let sum = '';
    await client.exec(
      { script: 'head -c 200000 /dev/urandom >/run/x; sha256sum </run/x >&2; cat /run/x' },
      {
        timeoutMs: 60_000,
        onStdout: (data) => void parts.push(data),
        onStderr: (data) => void (sum += data.toString()),
      },
    );
    const bytes = Buffer.concat(parts);
    expect(bytes.length).toBe(200_000);
    expect(sum).toBe(`${createHash('sha256').update(bytes).digest('hex')}  -\n`);
  });

  it('delivers the keys that were typed meanwhile, and leaves a fresh prompt', async () => {
    const text = await waitUntil('the answer to the held keys and a prompt', 20_000, async () => {
      const { data } = await client.readConsole({ offset: 0, maxBytes: 1_048_576, waitMs: 1_000 });
      const seen = stripAnsi(data.toString('latin1'));
      return /held-42\r\n.*[$#] $/s.test(seen) ? { found: seen } : { saw: JSON.stringify(seen.slice(-200)) };
    });
    // Neither a password nor the script of the agent was ever shown.
    expect(text).not.toContain('virtio-ports');
    expect(text.split('held-42')[1]).not.toContain('sh -c');
  });

  // The whole of it, of 11,000 commands: npm run bench -- --storm.
  it.each(storms)(
    'answers $commands commands rightly on its rung $rung, under kernel messages and broadcasts',
    async ({ rung, ...wish }) => {
      await output('systemctl is-active noise || systemd-run --unit=noise /usr/lib/boot-image-vm/noise');
      known ??= await bringKnown(client);
      await descendTo(client, rung);
      const log = join(client.state.runFolder, 'serial.log');
      const before = statSync(log).size;
      const { wrong, lost } = await storm(client, { ...wish, atOnce: 16, timeoutMs: 300_000, known });
      expect({ wrong, lost }).toEqual({ wrong: [], lost: [] });
      expect(client.state.channel).toEqual({ state: 'ready', kind: rung });
      const written = readFileSync(log).subarray(before).toString('latin1');
      expect(written.match(/noise: kernel message/g)?.length).toBeGreaterThan(10);
    },
    600_000,
  );

  async function output(script: string): Promise<{ exitStatus: number; text: string }> {
    let text = '';
    const { exitStatus } = await client.exec(
      { script },
      { timeoutMs: 30_000, onStdout: (data) => void (text += data.toString()) },
    );
    return { exitStatus, text };
  }
});
