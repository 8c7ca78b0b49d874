import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { runCli } from './runCli.ts';
import { runInProcess } from './runInProcess.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-usage-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const verbs = ['capture', 'launch', 'list', 'attach', 'exec', 'probe', 'ssh', 'control', 'stop', 'inspect'];

describe('wrong usage', () => {
  const cases: readonly (readonly [argv: string, sentence: RegExp])[] = [
    ['', /no verb given.*expected one of capture, launch, list/],
    ['lunch', /unknown command 'lunch'.*expected one of capture, launch/],
    ['list extra', /^list: too many arguments.*"extra"\.$/],
    ['list --colour', /^list: unknown option '--colour'; expected one of --json/],
    ['inspect', /^inspect: missing required argument 'FILE', got nothing\.$/],
    ['capture', /^Expected one of --image, --kernel, --profile, --sample and --checkpoint, got none\.$/],
    ['capture --sample applied --image x.iso', /got --image and --sample\.$/],
    ['capture --sample nonsense', /^--sample expects one of applied, .*deadlock.*, got "nonsense"\.$/],
    ['capture --image x.iso --append quiet', /^--append expects a --kernel/],
    ['capture --image', /^capture: option '--image <PATH>' argument missing, got nothing\.$/],
    ['capture --image x.iso --memory 0', /^--memory expects a whole number of MiB from 16 to \d+, got "0"\.$/],
    ['capture --image x.iso --memory -5', /^--memory expects a whole number of MiB .*, got "-5"\.$/],
    ['capture --image x.iso --memory 1e3', /^--memory expects .*, got "1e3"\.$/],
    ['capture --image x.iso --cpus two', /^--cpus expects a whole number of CPUs .*, got "two"\.$/],
    ['capture --image x.iso --timeout 1.5', /^--timeout expects .*, got "1\.5"\.$/],
    ['capture --image x.iso --grace never', /^--grace expects .*seconds, or "keep",.*, got "never"\.$/],
    ['launch --image x.iso --accelerator warp', /--accelerator.*'warp'.*auto, kvm, hvf, tcg/],
    [
      'launch --image x.iso --checkpoint-limit all',
      /^--checkpoint-limit expects a whole number of MiB .*, got "all"\.$/,
    ],
    ['launch --image x.iso --wait tea', /--wait.*'tea'.*started, userspace, login, ready/],
    ['attach --from middle', /--from.*'middle'.*beginning, live/],
    ['control . dance', /^ACTION expects one of reset, power-button, .*detach-disk, got "dance"\.$/],
    ['control . pause now', /^This action expects no value, got "now"\.$/],
    ['control . reset --bus nvme', /^--bus is for attach-disk only\.$/],
    ['checkpoint', /^checkpoint: no verb given; expected one of save, list, remove\.$/],
    ['checkpoint throw', /^checkpoint: unknown command 'throw'; expected one of save, list, remove\.$/],
    ['checkpoint list --name x', /^list: unknown option '--name'; expected one of --json\.$/],
    ['checkpoint remove', /^remove: missing required argument 'NAME', got nothing\.$/],
    ['control . keys', /^VALUE expects keys joined by "-", such as ctrl-alt-delete, got nothing\.$/],
    ['journal vm --priority loud', /^--priority expects one of emerg, .*debug or 0 to 7, got "loud"\.$/],
    ['exec vm', /^exec: expected `-- COMMAND` after the VM, got no command\.$/],
    ['exec vm ls', /^exec: too many arguments/],
    ['exec vm --', /^exec: expected `-- COMMAND` after the VM, got no command\.$/],
    ['exec vm --timeout 0 -- true', /^--timeout expects .*, got "0"\.$/],
  ];

  it.each(cases)('`%s` is told in one sentence, with exit status 2', async (argv, sentence) => {
    const result = await runInProcess(argv.split(' ').filter((word) => word !== ''));
    expect(result.stderr.trimEnd()).toMatch(sentence);
    expect(result.stderr.trimEnd()).not.toContain('\n');
    expect(result).toMatchObject({ exitStatus: 2, stdout: '' });
  });

  it('is one JSON document on stdout with --json', async () => {
    const result = await runCli(['capture', '--image', 'x.iso', '--memory', '0', '--json']);
    expect(result.exitStatus).toBe(2);
    expect(JSON.parse(result.stdout)).toEqual({
      error: { reason: 'usage', message: expect.stringMatching(/^--memory expects/) as string, next: null },
    });
  });

  it('names the probe that is not there, and those that are, without booting', async () => {
    const image = join(folder, 'kernel');
    writeFileSync(image, 'kernel');
    const result = await runInProcess([
      'capture',
      '--kernel',
      image,
      '--probe',
      'storage-stauts',
      '--workspace',
      folder,
    ]);
    expect(result.stderr).toMatch(/storage-stauts.*storage-status/);
    expect(result.exitStatus).toBe(2);
  });

  it('names the profiles there are', async () => {
    const result = await runInProcess(['launch', '--profile', 'mine', '--workspace', folder]);
    expect(result.stderr).toMatch(/--profile expects one of the workspace's profiles \(none\), got "mine"/);
    expect(result.exitStatus).toBe(2);
  });
});

describe('what this machine lacks', () => {
  it('is a place for the JUnit report: told before anything boots', async () => {
    const image = join(folder, 'kernel');
    writeFileSync(image, 'kernel');
    const result = await runInProcess([
      'capture',
      '--kernel',
      image,
      '--junit',
      '/proc/x/junit.xml',
      '--workspace',
      folder,
    ]);
    expect(result.stderr).toMatch(/^The JUnit report \/proc\/x\/junit\.xml cannot be written: .+\.\n$/);
    expect(result.exitStatus).toBe(4);
  });

  it('is told with the path and the fix, with exit status 4', async () => {
    const image = join(folder, 'not, there "%é.iso');
    const result = await runCli(['capture', '--image', image, '--json']);
    expect(result.exitStatus).toBe(4);
    const { error } = JSON.parse(result.stdout) as { error: Record<string, string> };
    expect(error['reason']).toBe('environment');
    expect(error['message']).toContain(image);
    expect(error['next']).toMatch(/\w/);
  });
});

describe('--help', () => {
  it('names every verb and every exit status', async () => {
    const { exitStatus, stdout, stderr } = await runCli(['--help']);
    expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: '' });
    for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    for (const status of ['0', '1', '2', '3', '4', '130']) expect(stdout).toMatch(new RegExp(`^  ${status}  `, 'm'));
  });

  it.each(verbs)('of %s fits a terminal of 100 columns and knows --json', (name) => {
    const program = createProgram(undefined, async () => {
      await Promise.resolve();
    });
    const help = program.commands.find((verb) => verb.name() === name)?.helpInformation() ?? '';
    expect(help).toContain('--json');
    expect(help.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('--version', () => {
  it('is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await runCli(['--version'])).toEqual({ exitStatus: 0, stdout: `${version}\n`, stderr: '' });
  });
});
