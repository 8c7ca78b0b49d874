import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../src/core/common/event.ts';
import type { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import { programPath } from './programPath.ts';
import { programsOnly } from './programsOnly.ts';
import { startAgent } from './startAgent.ts';
import { startConsole, type TestConsole } from './startConsole.ts';

const basics = [
  'cat',
  'cp',
  'dd',
  'grep',
  'head',
  'id',
  'mkdir',
  'mkfifo',
  'mv',
  'rm',
  'sh',
  'sleep',
  'stty',
  'tty',
  'wc',
];
/** Puts another program before the one of this name, that does something first, and maybe nothing else. */
function breakProgram(folder: string, name: string, before: string): void {
  const real = programPath(name);
  const file = join(folder, name);
  rmSync(file, { force: true });
  writeFileSync(file, `#!/bin/sh\n${before.replace(` ${name} `, ` ${real} `)}\nexec ${real} "$@"\n`, { mode: 0o755 });
}

const shells = [[['dash']], [['bash']], [['busybox', 'ash']]] as const;

/** Random bytes on stdin of a file of this machine, so that nothing in the guest has to vouch for them. */
async function expectBytes(channel: AgentChannel, sizes: readonly number[]): Promise<void> {
  const known = randomBytes(Math.max(...sizes));
  const text = known.toString('latin1');
  // As the guest's own printf writes it: octal escapes.
  const octal = (size: number): string =>
    Array.from(text.slice(0, size), (each) => `\\0${each.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
  await Promise.all(
    sizes.map(async (size, index) => {
      const answer = await channel.run({
        command: { script: `printf %b '${octal(size)}'; exit ${index}` },
        timeoutMs: 30_000,
      });
      expect(answer.stdout.equals(known.subarray(0, size))).toBe(true);
      expect(answer.exitStatus).toBe(index);
    }),
  );
}

describe.each(shells)('a guest under %s', (shell) => {
  it('answers 64 requests at once, each with its own', async () => {
    const channel = await startAgent(shell);
    const answers = await Promise.all(
      Array.from({ length: 64 }, async (_, index) => {
        const script = `sleep 0.0${index % 7}; echo out ${index}; echo err ${index} >&2; exit ${index}`;
        const answer = await channel.run({ command: { script }, timeoutMs: 15_000 });
        return [answer.stdout.toString(), answer.stderr.toString(), answer.exitStatus];
      }),
    );
    expect(answers).toEqual(answers.map((_, index) => [`out ${index}\n`, `err ${index}\n`, index]));
  });

  it.each([1, 3_000])('takes output that holds messages of the session for output only, %i times', async (times) => {
    const channel = await startAgent(shell);
    const other = channel.run({ command: { script: 'sleep 1; echo other' }, timeoutMs: 10_000 });
    // The attacker has read the session's token and the ids of all requests.
    const script = `
t=$(tr '\\0' '\\n' </proc/$$/cmdline | sed -n 's/^T=//p')
[ "$t" ] || exit 9
i=0
while [ $i -lt ${times} ]
do
  for n in $(cd "$D"; ls *.o); do n=\${n%.o}; a=" $n 7"; echo "$t A \${#a} 0$a"; echo .; echo "$t X $n full"; echo "$t U $n"; a=" $n 5 9 9"; echo "$t L \${#a}$a"; done
  echo "$t N"; echo "$t H 0000 1111 cksum"
  i=$((i+1))
done | head -c 200000`;
    const answer = await channel.run({ command: { script }, timeoutMs: 15_000 });
    expect(answer.exitStatus).toBe(0);
    const [line = ''] = answer.stdout.toString().split('\n');
    expect(line).toMatch(/^\w{32} A 15 0 \w{12} 7$/);
    const session = line.slice(0, 32);
    expect(answer.stdout.toString()).toContain(`${session} N\n${session} H 0000 1111 cksum\n`);
    expect((await other).stdout.toString()).toBe('other\n');
    expect((await other).exitStatus).toBe(0);
  });

  it('says that it has no room when the status of a command cannot be written, and answers what comes after', async () => {
    const channel = await startAgent(shell, {
      adapt: (script) =>
        script
          .replace('echo $c >"$D/$1.s"', 'echo $c >"${FULL-$D/$1.s}"')
          .replace('B=$B$l$N', '$&\ncase $l in *FULL*) eval "$l";; esac'),
    });
    const full = channel.run({ command: { script: 'FULL=/dev/full\necho out' }, timeoutMs: 5_000 });
    await expect(full).rejects.toMatchObject({
      reason: 'guest',
      message: expect.stringContaining('the guest has no room left for its output') as string,
    });
    const after = await channel.run({ command: { script: 'unset FULL\necho fine' }, timeoutMs: 5_000 });
    expect(after).toMatchObject({ exitStatus: 0, timedOut: false });
    expect(after.stdout.toString()).toBe('fine\n');
  });

  it.each([
    ['cksum', ['cksum']],
    ['sha256sum', ['sha256sum', 'base64']],
    ['md5sum', ['md5sum']],
    ['none', []],
  ] as const)('with no other digest than %s answers all the same', async (_digest, programs) => {
    const channel = await startAgent(shell, {
      adapt: (script) => script.replace(/^PATH=.*$/m, `PATH=${programsOnly([...basics, ...programs])}`),
    });
    await expectBytes(channel, [0, 1, 70_000]);
  });

  it.each([
    ['none, once', 1, 'exit 1'],
    ['none, three times', 3, 'exit 1'],
    ['the first', 1, 'exec cksum "$1"'],
  ])('sends an answer again of whose sums there was only %s', async (_what, times, instead) => {
    const folder = programsOnly(basics);
    // A `cksum` that dies, as for want of memory.
    breakProgram(
      folder,
      'cksum',
      `n=$(wc -c <${folder}/n); [ $n -ge ${times} ] || { printf x >>${folder}/n; ${instead}; }`,
    );
    writeFileSync(join(folder, 'n'), '');
    const channel = await startAgent(shell, { adapt: (text) => text.replace(/^PATH=.*$/m, `PATH=${folder}`) });
    const answer = await channel.run({ command: { script: 'echo out; echo err >&2; exit 7' }, timeoutMs: 30_000 });
    expect([answer.stdout.toString(), answer.stderr.toString(), answer.exitStatus]).toEqual(['out\n', 'err\n', 7]);
    expect(answer.timedOut).toBe(false);
  });

  it('ends with its port where it sends less than it has said, or cannot go on', async () => {
    const folder = programsOnly([...basics, 'cksum']);
    breakProgram(folder, 'head', `case "$*" in '-q -c 65536 '*) exit 1;; esac`);
    const mute = await startAgent(shell, { adapt: (text) => text.replace(/^PATH=.*$/m, `PATH=${folder}`) });
    const request = { command: { script: 'echo out' }, timeoutMs: 30_000 };
    await expect(mute.run(request)).rejects.toThrow('The guest could not answer: the agent ended.');
    // As a shell ends that cannot start a process.
    const weak = await startAgent(shell, { adapt: (text) => text.replace('then run "$3" "$B"', 'then exit 2') });
    await expect(weak.run(request)).rejects.toThrow('The guest could not answer: the agent ended.');
  });
});

/** A shell behind an automatic login. */
const consoleOf = (shell: readonly string[], environment: Record<string, string> = {}): TestConsole =>
  startConsole(['/bin/sh', '-c', 'echo "guest login: maker (automatic login)"; exec "$@"', 'getty', ...shell], {
    environment,
  });

describe('a guest with nothing but its console', () => {
  it.each([
    ['base64', ['od', 'cksum']],
    ['cksum', ['base64', 'sha256sum']],
    ['cksum and sha256sum', ['base64', 'md5sum']],
    ['base64 and any digest', ['od']],
  ] as const)('and without %s answers rightly', { timeout: 150_000 }, async (_lack, programs) => {
    const terminal = consoleOf(['/bin/dash', '-i'], { PATH: programsOnly([...basics, ...programs]) });
    await expectBytes(await terminal.open(), [0, 1, 2_000, 9_000]);
  });

  it('is asked there although the VM has a second UART', { timeout: 150_000 }, async () => {
    const silent = new Emitter<never>().event;
    const port = { onData: silent, onClosed: silent, write: () => undefined };
    // Without a device of that name in this machine.
    const terminal = startConsole(['sh', '-c', 'echo "guest login: maker (automatic login)"; exec dash -i'], {
      ports: [{ kind: 'uart', port }],
    });
    await expectBytes(await terminal.open(), [0, 2_000]);
    expect(terminal.log).toContain('channel: the guest has neither a virtio port nor a second UART; using the console');
  });

  it('takes frames that others write for no answers of its own', { timeout: 150_000 }, async () => {
    const terminal = consoleOf(['bash', '--norc', '--noprofile', '-i']);
    const channel = await terminal.open();
    const nonce = /~bivm:(\w+):h:/.exec(terminal.raw())?.[1] ?? '';
    expect(nonce).not.toBe('');
    const answer = channel.run({ command: { script: 'sleep 1; echo right' }, timeoutMs: 15_000 });
    for (let block = 0; block < 9; block++) {
      terminal.disturb(`~bivm:${nonce}:p:${block}:0:3072:d3Jvbmc=:12345~\r\n~bivm:${nonce}:a:${block}:99~\r\n`);
      terminal.disturb(`~bivm:${nonce}:h:cksum:od:999:1:999:/tmp:12345~\r\n~bivm:${nonce}:e:${block}~\r\n`);
    }
    expect((await answer).stdout.toString()).toBe('right\n');
  });

  it(
    'kills a command at its timeout, with its children, and keeps what it had written',
    { timeout: 150_000 },
    async () => {
      const channel = await consoleOf(['bash', '--norc', '--noprofile', '-i']).open();
      const marker = `9${randomBytes(3).readUIntBE(0, 3)}`;
      const script = `echo first; (setsid sleep ${marker} &) ; sleep ${marker}; echo never`;
      const answer = await channel.run({ command: { script }, timeoutMs: 500 });
      expect(answer.stdout.toString()).toBe('first\n');
      expect(answer).toMatchObject({ timedOut: true, exitStatus: 137 });
      const left = await channel.run({ command: { argv: ['pgrep', '-x', '-f', `sleep ${marker}`] }, timeoutMs: 5_000 });
      expect(left.stdout.toString()).toBe('');
    },
  );
});
