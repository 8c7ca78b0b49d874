import { execa } from 'execa';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { eventually } from '../../eventually.ts';
import { bundledCli } from './bundledCli.ts';
import { PersonsTerminal } from './personsTerminal.ts';
import { runCli } from './runCli.ts';
import { startCli } from './startCli.ts';

/** Debian's, which has python3-pexpect (src/tools/testPackages.mjs). */
const python = '/usr/bin/python3';
const waitMs = 50_000;

/**
 * As a harness that lets a person debug its guest: pexpect puts the terminal into raw mode and hands it over. The guest ends
 * when it is told to, since pexpect drops what its child writes in the moment of its end.
 */
const interactive = `import pexpect, sys
child = pexpect.spawn("sh", ["-c", "echo guest boots; read line; echo guest got $line; read line; exit 4"])
child.interact()
child.close()
print("the session is over")
sys.exit(child.exitstatus)
`;

let workspace: string;
let program: string;

beforeAll(async () => {
  program = await bundledCli();
  // Beside it as in the package.
  symlinkSync(new URL('../../../node_modules', import.meta.url).pathname, join(dirname(program), 'node_modules'));
});

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'harness-'));
  writeFileSync(join(workspace, 'interactive.py'), interactive);
});

afterEach(() => {
  rmSync(workspace, { recursive: true });
});

/** The only run folder there is. */
function runFolder(): string {
  const captures = join(workspace, 'boot-image-captures');
  const [name, ...others] = readdirSync(captures).filter((each) => each.endsWith('-harness'));
  expect(others).toEqual([]);
  return join(captures, name ?? 'none');
}

const read = (file: string): string => readFileSync(join(runFolder(), file), 'utf8');
const transcriptSoFar = (): string => {
  try {
    return read('transcript.log');
  } catch {
    return '';
  }
};
const metadata = (): RunMetadata => JSON.parse(read('metadata.json')) as RunMetadata;

/** Without any terminal, as in CI. @param keys typed through stdin, each when the harness has shown the text before it */
async function harness(
  argv: readonly string[],
  keys?: readonly (readonly [shown: string, keys: string])[],
): Promise<{ exitCode?: number; out: string; err: string }> {
  const child = execa(process.execPath, [program, 'harness', '--workspace', workspace, ...argv], {
    stdin: keys === undefined ? 'ignore' : 'pipe',
    reject: false,
    timeout: waitMs,
    detached: true,
    stripFinalNewline: false,
  });
  let shownSoFar = '';
  const waiting = [...(keys ?? [])];
  child.stdout.on('data', (data: Buffer) => {
    shownSoFar += data.toString('latin1');
    const [next] = waiting;
    if (next === undefined || !shownSoFar.includes(next[0])) return;
    waiting.shift();
    child.stdin?.write(next[1]);
  });
  const { exitCode, stdout, stderr } = await child;
  return { ...(exitCode === undefined ? {} : { exitCode }), out: stdout, err: stderr };
}

describe('a harness on pexpect', () => {
  it('cannot hand over a terminal through a pipe', async () => {
    const { exitCode, stderr } = await execa(python, [join(workspace, 'interactive.py')], {
      input: 'hello\r',
      reject: false,
      timeout: waitMs,
      detached: true,
    });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("termios.error: (25, 'Inappropriate ioctl for device')");
  });

  it('can, run by this tool on a machine without a terminal; all of it is kept', async () => {
    const result = await harness(
      ['--', python, 'interactive.py'],
      [
        ['guest boots', 'hello\r'],
        ['guest got hello', 'bye\r'],
      ],
    );
    expect(result).toMatchObject({ exitCode: 4 });
    expect(result.out).toContain('guest got hello\r\n');
    expect(read('transcript.log')).toBe(result.out);
    expect(read('transcript.txt')).toMatch(/guest boots\n[^]*guest got hello\n[^]*the session is over\n$/);
    expect(read('transcript.cast')).toContain('guest got hello');
    expect(metadata()).toMatchObject({
      harness: { command: [python, 'interactive.py'], folder: workspace, exitStatus: 4 },
      outcome: 'failed',
      end: { cause: 'harness' },
    });
    const report = read('README.md');
    expect(report).toContain('**Failed.** The harness ended with exit status 4.');
    expect(report).toContain('| Exit status | 4 |');
    expect(report).toContain('[`transcript.log`](transcript.log)');
    const ledger = readFileSync(join(workspace, 'boot-image-captures', 'ledger.jsonl'), 'utf8');
    expect(JSON.parse(ledger)).toMatchObject({ profile: 'harness', outcome: 'failed', bootMs: null });
  });

  it('is live in a terminal: keys, size, Ctrl-C; and the terminal is as it was afterwards', async () => {
    const harness = `"${process.execPath}" "${program}" harness --workspace "${workspace}"`;
    const script = `stty size; trap 'echo interrupted' INT; read line; exec ${python} interactive.py`;
    const terminal = new PersonsTerminal(`${harness} -- sh -c '${script.replaceAll("'", `'\\''`)}'; stty -a`);
    try {
      await terminal.shows('33 97', waitMs);
      terminal.type('\x03');
      await terminal.shows('interrupted', waitMs);
      terminal.type('\r');
      await terminal.shows('guest boots', waitMs);
      terminal.type('hello\r');
      await terminal.shows('guest got hello', waitMs);
      terminal.type('bye\r');
      await terminal.shows(/Report: .*README\.md/, waitMs);
      await terminal.shows(/[ ;]icanon[ ;][^]* echo[ ;]/, waitMs);
    } finally {
      terminal.close();
    }
    expect(metadata().harness?.exitStatus).toBe(4);
  });
});

describe('the run folder of a harness', () => {
  it('names what went wrong on the console that the harness showed', async () => {
    const panic = 'Linux version 6.1.0-13-amd64\n[    2.5] Kernel panic - not syncing: VFS: Unable to mount root fs\n';
    writeFileSync(join(workspace, 'console.txt'), panic);
    const { exitCode, out, err } = await harness(['--json', '--', 'sh', '-c', 'cat console.txt; exit 1']);
    expect(exitCode).toBe(1);
    expect(err).toContain('Kernel panic');
    expect(JSON.parse(out)).toMatchObject({
      runFolder: runFolder(),
      exitStatus: 1,
      outcome: 'unmet',
      findings: [
        { kind: 'console-kernel-panic', severity: 'error', evidence: [{ file: 'transcript.txt', firstLine: 2 }] },
      ],
    });
    expect(read('README.md')).toMatch(/\*\*Not as expected\.\*\*[^]*\*\*Cause:\*\* .*Kernel panic/);
  });

  it('has no finding where there is nothing to find', async () => {
    expect(await harness(['--', 'true'])).toMatchObject({ exitCode: 0, out: '' });
    expect(metadata()).toMatchObject({ outcome: 'passed', findings: [], failures: [], phases: [], problems: [] });
  });

  it.each([
    ['nothing', '', ''],
    ['a line', 'one\n', 'one'],
    ['a line that was not ended', 'two', 'two'],
  ])('ends with its input: %s', async (_what, input, shown) => {
    const argv = [program, 'harness', '--workspace', workspace, '--', 'sh', '-c', 'stty -echo; echo >up; exec cat'];
    const child = execa(process.execPath, argv, { stdin: 'pipe', reject: false, timeout: waitMs, detached: true });
    await eventually(
      { name: 'the harness to listen', withinMs: waitMs },
      () => Promise.resolve(readdirSync(workspace)),
      (names) => names.includes('up'),
    );
    child.stdin.end(input);
    const { exitCode, stdout } = await child;
    expect([exitCode, stdout.trim()]).toEqual([0, shown]);
  });

  it('gets no key where nobody types: one would stop the menu of a guest that it boots', async () => {
    const script = 'stty raw -echo min 0 time 5; dd bs=1 count=1 2>/dev/null | od -An -tx1; echo end';
    expect((await harness(['--', 'sh', '-c', script])).out.trim()).toBe('end');
  });

  it('says which command is not there', async () => {
    expect(await harness(['--', 'no-such-harness'])).toMatchObject({ exitCode: 127 });
    expect(metadata().result).toBe(
      'The harness did not start: no-such-harness or a part of it was not found (exit status 127).',
    );
  });

  it('may be deleted while the harness runs, whose exit status is told all the same', async () => {
    const script = `echo >up; while [ -e "${workspace}/boot-image-captures" ]; do sleep 0.05; done; exit 3`;
    const running = harness(['--', 'sh', '-c', script]);
    await eventually(
      { name: 'the harness', withinMs: waitMs },
      () => Promise.resolve(readdirSync(workspace)),
      (names) => names.includes('up'),
    );
    rmSync(join(workspace, 'boot-image-captures'), { recursive: true });
    const { exitCode, err } = await running;
    expect(err).toContain('The harness ended with exit status 3.');
    expect(exitCode).toBe(3);
  });

  it('is complete when the tool is terminated, and the harness is told as by a terminal that closes', async () => {
    const script = 'trap "echo hung up >told; exit 3" HUP; echo begun; while :; do sleep 0.1; done';
    const { child, ended } = await startCli(['harness', '--workspace', workspace, '--', 'sh', '-c', script], {});
    let shown = '';
    child.stdout.on('data', (data: Buffer) => (shown += data.toString()));
    await eventually(
      { name: 'the harness', withinMs: waitMs },
      () => Promise.resolve(shown),
      (text) => text.includes('begun'),
    );
    child.kill('SIGTERM');
    expect((await new Deadline('the end', waitMs).race(ended)).exitStatus).toBe(130);
    expect(metadata()).toMatchObject({
      outcome: 'failed',
      end: { cause: 'requested', sentence: 'Interrupted by SIGTERM.' },
    });
    await eventually(
      { name: 'the hangup', withinMs: waitMs },
      () => Promise.resolve(readdirSync(workspace)),
      (names) => names.includes('told'),
    );
  });

  it('is completed by whoever looks next when the tool is killed, and told once; a run that goes on is left alone', async () => {
    // Apart from other tests, whose programs would look too.
    const runtime = mkdtempSync(join(tmpdir(), 'bi-'));
    const env = { XDG_RUNTIME_DIR: runtime };
    try {
      const panic = 'Kernel panic - not syncing: boom';
      const script = `echo "Linux version 6.1.0-13-amd64"; echo "${panic}"; echo begun; while :; do sleep 0.1; done`;
      const { child, ended } = await startCli(['harness', '--workspace', workspace, '--', 'sh', '-c', script], env);

      await eventually(
        { name: 'the harness to begin', withinMs: 60_000 },
        () => Promise.resolve(transcriptSoFar()),
        (text) => text.includes('begun'),
      );
      const before = await runCli(['runs', '--workspace', workspace], env);
      expect([before.stderr, before.stdout]).toEqual(['', expect.stringContaining('not ended')]);
      expect(readdirSync(join(runtime, 'boot-image-vm'))).toHaveLength(1);

      child.kill('SIGKILL');
      await new Deadline('the tool to be gone', 60_000).race(ended);
      const killed = runFolder();
      const looks = [
        ['runs', '--workspace', workspace],
        ['harness', '--workspace', join(workspace, 'other'), '--', 'true'],
      ];
      const told = (await Promise.all(looks.map(async (argv) => await runCli(argv, env)))).map(({ stderr }) => stderr);
      const sentence = 'The program that ran the harness was killed, and the terminal of the harness closed with it.';
      const word = `The harness has ended: ${sentence} What was seen of it is in ${killed}.\n`;
      expect(told.join('').split(word)).toHaveLength(2);
      expect(metadata()).toMatchObject({
        outcome: 'failed',
        result: sentence,
        end: { cause: 'hostFailure', sentence },
        phases: [{ phase: 'kernel', byteOffset: 0 }, { phase: 'failed' }],
        findings: [{ kind: 'console-kernel-panic', evidence: [{ file: 'transcript.txt', firstLine: 2 }] }],
      });
      expect(read('transcript.txt')).toBe(`Linux version 6.1.0-13-amd64\n${panic}\nbegun\n`);
      expect(read('README.md')).toContain(`**Failed.** ${sentence}`);
      const ledger = readFileSync(join(workspace, 'boot-image-captures', 'ledger.jsonl'), 'utf8')
        .trim()
        .split('\n');
      expect(ledger.map((line) => JSON.parse(line) as unknown)).toEqual([
        expect.objectContaining({ profile: 'harness', outcome: 'failed', result: sentence }),
      ]);
      expect(readdirSync(join(runtime, 'boot-image-vm'))).toEqual([]);
    } finally {
      rmSync(runtime, { recursive: true });
    }
  });

  it('says that there are no terminals where node-pty cannot be loaded', async () => {
    const alone = join(workspace, 'cli.js');
    copyFileSync(program, alone);
    const argv = [alone, 'harness', '--workspace', workspace, '--', 'true'];
    const { exitCode, stderr } = await execa(process.execPath, argv, { reject: false, stdin: 'ignore' });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/^Programs cannot be given a terminal here: node-pty cannot be loaded \(\S+\)\. Run .*$/);
    expect(metadata()).toMatchObject({ outcome: 'failed', end: { cause: 'hostFailure' } });
  });
});
