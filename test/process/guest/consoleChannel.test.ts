import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { delay } from '../../../src/core/common/delay.ts';
import type { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import { eventually } from '../../eventually.ts';
import { programPath } from './programPath.ts';
import { type Line, startConsole, type TestConsole } from './startConsole.ts';

const bash = ['bash', '--norc', '--noprofile', '-i'];

/** A login that was automatic, then the shell. */
const console = (shell: readonly string[], options: Parameters<typeof startConsole>[1] = {}): TestConsole =>
  startConsole(['sh', '-c', 'echo "guest login: maker (automatic login)"; exec "$@"', 'getty', ...shell], options);

const text = async (channel: AgentChannel, script: string): Promise<string> =>
  (await channel.run({ command: { script }, timeoutMs: 60_000 })).stdout.toString();

/** Random bytes from the guest, checked against the digest that the guest made of them before. */
async function expectBytes(channel: AgentChannel, size: number, exitStatus: number): Promise<void> {
  const script = `f=$(mktemp); head -c ${size} /dev/urandom >$f; sha256sum <$f >&2; cat $f; rm $f; exit ${exitStatus}`;
  const answer = await channel.run({ command: { script }, timeoutMs: 150_000 });
  expect(answer.stdout.length).toBe(size);
  expect(answer.stderr.toString()).toBe(`${createHash('sha256').update(answer.stdout).digest('hex')}  -\n`);
  expect(answer).toMatchObject({ exitStatus, channel: 'console', timedOut: false });
}

/** A folder for `PATH` whose program of this name takes as long as one says. */
function slowProgram(name: string): { readonly folder: string; readonly takes: (seconds: number) => void } {
  const folder = mkdtempSync(join(tmpdir(), 'slow-'));
  const takes = (seconds: number): void => {
    writeFileSync(join(folder, 'seconds.new'), `${seconds}\n`);
    renameSync(join(folder, 'seconds.new'), join(folder, 'seconds'));
  };
  takes(0);
  const program = programPath(name);
  const script = `#!/bin/sh\nread -r s <${folder}/seconds\n[ "$s" = 0 ] || sleep $s\nexec ${program} "$@"\n`;
  writeFileSync(join(folder, name), script, { mode: 0o755 });
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { folder, takes };
}

const sees = async (name: string, seen: () => string, pattern: RegExp): Promise<string> =>
  await eventually(
    { name, withinMs: 60_000 },
    async () => await Promise.resolve(seen()),
    (shown) => pattern.test(shown),
  );

describe.each([
  ['bash', bash],
  ['dash', ['dash', '-i']],
  ['busybox ash', ['busybox', 'ash', '-i']],
  ['zsh', ['zsh', '-f', '-i']],
  ['fish', ['fish', '--no-config', '-i']],
] as const)('a channel on the console of %s', (_name, shell) => {
  it('answers, and gives the console back with a prompt', { timeout: 150_000 }, async () => {
    const terminal = console(shell, { environment: { PS1: 'prompt> ' } });
    const channel = await terminal.open();
    await Promise.all([0, 1, 3_000, 200_000].map(async (size, index) => await expectBytes(channel, size, index)));
    // A second turn begins and ends as the first.
    await sees('the console to be free', () => String(terminal.turns()), /^0$/);
    expect(await text(channel, 'echo "ü $((6*7))"')).toBe('ü 42\n');
    await sees('the console to be free again', () => String(terminal.turns()), /^0$/);
    terminal.type('printf "person-%s\\n" 42\r');
    await sees('the answer to a person', terminal.seen, /person-42\r\n/);
    expect(terminal.seen()).not.toContain('~bivm');
  });
});

it('a guest from which nothing comes any more is said not to answer, until it does', async () => {
  let isFrozen = false;
  const pass = (data: Buffer): Buffer => (isFrozen ? Buffer.alloc(0) : data);
  const terminal = console(bash, { line: { toHost: pass, toGuest: pass } });
  const channel = await terminal.open();
  const told: boolean[] = [];
  channel.onSilence((since) => told.push(since !== undefined));
  const answer = text(channel, 'sleep 1; echo slept');
  await sees('the turn', () => String(terminal.turns()), /^1$/);
  isFrozen = true;
  await sees('the silence', () => String(channel.silentSince !== undefined), /true/);
  isFrozen = false;
  expect(await answer).toBe('slept\n');
  await sees('the end of the silence', () => String(channel.silentSince !== undefined), /false/);
  expect(told.slice(0, 2)).toEqual([true, false]);
}, 150_000);

describe('a person on the console of the channel', () => {
  it('types while a command runs, and gets the console at once', { timeout: 150_000 }, async () => {
    const terminal = console(bash);
    const channel = await terminal.open();
    const slow = text(channel, 'sleep 3; echo slept');
    await sees('the turn', () => String(terminal.turns()), /^1$/);
    terminal.type('echo person-$((6*7))\r');
    await sees('the answer to a person', terminal.seen, /person-42\r\n.*# $/s);
    expect(await slow).toBe('slept\n');
  });

  it(
    'sees neither what is typed for the channel nor its frames, and the prompt only once',
    { timeout: 150_000 },
    async () => {
      const terminal = console(bash, { environment: { PS1: '> ' } });
      const channel = await terminal.open();
      await sees('the console to be free', () => String(terminal.turns()), /^0$/);
      const before = terminal.seen().length;
      await expectBytes(channel, 100_000, 0);
      await sees('the console to be free again', () => String(terminal.turns()), /^0$/);
      expect(terminal.seen().slice(before).replaceAll('\x1b[?2004h', '')).toBe('\r\x1b[K> ');
      terminal.type('history\r');
      const history = await sees('the history', () => terminal.seen().slice(before), /history\r\n.*> $/s);
      expect(history).not.toMatch(/boot-image-vm|read s/);
    },
  );

  it('sees no frame either when a slow guest takes long to give the console back', { timeout: 150_000 }, async () => {
    const digest = slowProgram('cksum');
    const terminal = console(bash, { environment: { PATH: `${digest.folder}:${process.env['PATH'] ?? ''}` } });
    const channel = await terminal.open();
    await sees('the console to be free', () => String(terminal.turns()), /^0$/);
    digest.takes(1);
    const answer = channel.run({ command: { script: 'yes | head -c 60000' }, timeoutMs: 120_000 });
    await sees('several parts at once', terminal.raw, /:p:\d+:1:/);
    digest.takes(3);
    terminal.type('echo person-$((6*7))\r');
    await sees('the answer to a person', terminal.seen, /person-42\r\n/);
    digest.takes(0);
    expect((await answer).stdout.length).toBe(60_000);
    expect(terminal.seen()).not.toMatch(/~bivm|[A-Za-z0-9+/=]{60}/);
  });

  it('reads kernel messages that come in the middle of frames', { timeout: 150_000 }, async () => {
    const terminal = console(bash);
    const channel = await terminal.open();
    const messages = Array.from({ length: 60 }, (_, index) => `[   12.${index}] usb 1-1: new device ${index}\r\n`);
    const noise = (async () => {
      for (const message of messages) {
        terminal.disturb(message);
        await delay(15);
      }
    })();
    await expectBytes(channel, 500_000, 0);
    await noise;
    for (const message of messages) expect(terminal.seen()).toContain(message);
    expect(terminal.seen()).not.toMatch(/[A-Za-z0-9+/=]{60}/);
  });
});

describe('the agent of a channel on the console', () => {
  it(
    'ends with its console, in the middle of an answer too, and leaves nothing behind',
    { timeout: 90_000 },
    async () => {
      const terminal = console(bash);
      const channel = await terminal.open();
      const wire = /:(\/[^:]*boot-image-vm\.c\d+):/.exec(terminal.raw())?.[1] ?? '';
      const folders = [await text(channel, 'printf %s "$D"'), wire];
      expect(folders.map((folder) => existsSync(folder))).toEqual([true, true]);
      const lost = channel.run({ command: { script: 'yes | head -c 900000' }, timeoutMs: 50_000 });
      lost.catch(() => undefined);
      await sees('the answer to begin', terminal.raw, /eQp5CnkK/);
      await terminal.close();
      await eventually(
        { name: 'the agent to end', withinMs: 60_000 },
        async () => await Promise.resolve([...terminal.processes(), ...folders.filter((each) => existsSync(each))]),
        (left) => left.length === 0,
      );
    },
  );

  it('ends when the next one is brought to the same console', { timeout: 90_000 }, async () => {
    const terminal = console(bash);
    const first = await terminal.open();
    const folder = await text(first, 'printf %s "$D"');
    await sees('the console to be free', () => String(terminal.turns()), /^0$/);
    const second = await terminal.open();
    expect(await text(second, 'printf %s "$D"')).not.toBe(folder);
    await eventually(
      { name: 'the first agent to end', withinMs: 60_000 },
      async () => await Promise.resolve(existsSync(folder)),
      (isThere) => !isThere,
    );
    expect(await text(second, 'echo still')).toBe('still\n');
  });
});

/** A generator of numbers from 0 to 1 that is the same in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Loses bytes, flips bits, and lets text of others in. */
function bad(random: () => number, rate: number, foreign: string): (data: Buffer) => Buffer {
  return (data) => {
    const parts: Buffer[] = [];
    for (const byte of data) {
      const chance = random() / rate;
      if (chance < 1) continue;
      if (chance < 2) parts.push(Buffer.of(byte ^ (1 << Math.floor(random() * 7))));
      else if (chance < 3) parts.push(Buffer.from(foreign), Buffer.of(byte));
      else parts.push(Buffer.of(byte));
    }
    return Buffer.concat(parts);
  };
}

describe('a channel on a console that damages what goes over it', () => {
  it.each([
    ['to the host', { toHost: bad(seeded(1), 1 / 20_000, '\r\n[  1.0] kernel: message\r\n') }, 60_000],
    ['to the guest', { toGuest: bad(seeded(2), 1 / 3_000, 'q') }, 5_000],
    [
      'both ways, badly',
      {
        toHost: bad(seeded(3), 1 / 10_000, '\x07\r\nBroadcast message\r\n'),
        toGuest: bad(seeded(4), 1 / 5_000, 'ls -l'),
      },
      10_000,
    ],
  ] as const)('answers rightly: %s', { timeout: 240_000 }, async (_name, damage, size) => {
    const line: Line = {};
    const terminal = console(bash, { line });
    const channel = await terminal.open();
    Object.assign(line, damage);
    await Promise.all(Array.from({ length: 8 }, async (_, index) => await expectBytes(channel, size + index, index)));
    expect(terminal.damaged()).toBeGreaterThan(3);
  });
});
