import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventually } from '../../eventually.ts';
import { endsEverywhere } from './endsEverywhere.ts';
import { sessionProcesses } from './sessionProcesses.ts';
import { startAgent } from './startAgent.ts';

describe.each([[['dash']], [['bash']], [['busybox', 'ash']]])('the agent under %s', (shell) => {
  it('keeps stdout, stderr and exit status of one command apart', async () => {
    const channel = await startAgent(shell);
    const answer = await channel.run({
      command: { script: 'printf "a\\nb"; printf "%s" "$TERM" >&2; exit 7' },
      timeoutMs: 5_000,
    });
    expect(answer.stdout.toString()).toBe('a\nb');
    expect(answer.stderr.toString()).toBe('dumb');
    expect(answer).toMatchObject({ exitStatus: 7, timedOut: false, truncated: false, channel: 'virtio' });
  });

  it('passes arguments as they are', async () => {
    const channel = await startAgent(shell);
    const words = ["it's", 'a  b', '$HOME', '"', '\\n', 'ü', '', '*', 'two\nlines', '-n'];
    const answer = await channel.run({ command: { argv: ['printf', '<%s>', ...words] }, timeoutMs: 5_000 });
    expect(answer.stdout.toString()).toBe(words.map((word) => `<${word}>`).join(''));
  });

  it('carries binary output of any size, many at once', { timeout: 60_000 }, async () => {
    const channel = await startAgent(shell);
    const sizes = [
      0,
      1,
      65_535,
      65_536,
      65_537,
      1_048_576,
      3_000_001,
      ...Array.from({ length: 50 }, (_, i) => i * 997),
    ];
    await Promise.all(
      sizes.map(async (size, index) => {
        const script = `head -c ${size} /dev/urandom >/tmp/$$.${index}; cat /tmp/$$.${index}; sha256sum </tmp/$$.${index} >&2; rm /tmp/$$.${index}; exit ${index}`;
        const answer = await channel.run({ command: { script }, timeoutMs: 50_000 });
        expect(answer.stdout.length).toBe(size);
        expect(answer.stderr.toString()).toBe(`${createHash('sha256').update(answer.stdout).digest('hex')}  -\n`);
        expect(answer.exitStatus).toBe(index);
      }),
    );
  });

  it('kills a command at its timeout, with its children, and keeps what it had written', async () => {
    const channel = await startAgent(shell);
    const marker = `9${randomBytes(3).readUIntBE(0, 3)}`;
    const script = `echo first; (setsid sleep ${marker} &) ; (while :; do :; done) & sleep ${marker}; echo never`;
    const answer = await channel.run({ command: { script }, timeoutMs: 500 });
    expect(answer.stdout.toString()).toBe('first\n');
    expect(answer).toMatchObject({ timedOut: true, exitStatus: 137 });
    await endsEverywhere(channel, `sleep ${marker}`);
  });

  it.each([
    ['an answer', ''],
    ['half a request', ' R 0123456789ab 9 99\necho half of a'],
  ])('ends when its port closes, and leaves nothing behind, after %s', async (_title, last) => {
    let pid = 0;
    let close: (last: string) => void = () => undefined;
    const channel = await startAgent(shell, {
      onStarted: (started) => (pid = started),
      onPort: (end) => (close = end),
    });
    const { stdout } = await channel.run({ command: { script: 'printf %s "$D"' }, timeoutMs: 5_000 });
    const folder = stdout.toString();
    expect(folder).toMatch(/^\/\w.*\/boot-image-vm\.\d+$/);
    expect(existsSync(folder)).toBe(true);
    close(last);
    await eventually(
      { name: 'the agent to end', withinMs: 30_000 },
      async () => await Promise.resolve({ processes: sessionProcesses(pid), hasFolder: existsSync(folder) }),
      ({ processes, hasFolder }) => processes.length === 0 && !hasFolder,
    );
  });

  it('kills a command that is cancelled as soon as it was asked for', async () => {
    const channel = await startAgent(shell);
    const signal = AbortSignal.abort();
    const answer = await channel.run({ command: { script: 'sleep 60' }, timeoutMs: 60_000, signal });
    expect(answer).toMatchObject({ timedOut: true, exitStatus: 137 });
    expect(answer.durationMs).toBeLessThan(5_000);
  });

  it('answers when the command ends, whatever goes on in the background or was closed', async () => {
    const channel = await startAgent(shell);
    const background = await channel.run({ command: { script: 'echo out; sleep 3 & exit 3' }, timeoutMs: 2_000 });
    expect(background).toMatchObject({ exitStatus: 3, timedOut: false });
    expect(background.stdout.toString()).toBe('out\n');
    const closed = await channel.run({ command: { script: 'echo out; exec >&- 2>&-; true' }, timeoutMs: 2_000 });
    expect(closed).toMatchObject({ exitStatus: 0, timedOut: false });
    expect(closed.stdout.toString()).toBe('out\n');
  });

  it('runs a command once, however often it is asked for', async () => {
    const isRequest = / R [0-9a-f]+ /;
    const channel = await startAgent(shell, { toAgent: (text) => (isRequest.test(text) ? text.repeat(3) : text) });
    const script = 'f=/tmp/once.$BOOT_IMAGE_REQUEST; echo ran >>$f; sleep 0.5; cat $f; sleep 0.5; rm -f $f';
    const answer = await channel.run({ command: { script }, timeoutMs: 60_000 });
    expect(answer.stdout.toString()).toBe('ran\n');
  });

  it('is not misled by output that something goes on writing', async () => {
    const channel = await startAgent(shell);
    const script = '(i=0; while [ $i -lt 400000 ]; do echo more; i=$((i+1)); done) & exit 0';
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => await channel.run({ command: { script }, timeoutMs: 5_000 })),
    );
    for (const answer of answers) {
      expect(answer.exitStatus).toBe(0);
      expect(answer.stdout.toString()).toMatch(/^(more\n)*(m|mo|mor|more)?$/);
    }
    const after = await channel.run({ command: { script: 'echo fine' }, timeoutMs: 5_000 });
    expect(after.stdout.toString()).toBe('fine\n');
  });
});
