import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../src/core/artefacts/captureRecord.ts';
import type { WaitRecord } from '../../src/core/artefacts/waitRecord.ts';
import type { PhaseEntry } from '../../src/core/console/phases/bootPhase.ts';
import type { Finding } from '../../src/core/findings/finding.ts';
import type { RunMetadata } from '../../src/core/artefacts/metadata.ts';
import { builtInProbes } from '../../src/core/probes/builtInProbes.ts';
import { junitProblems } from '../unit/artefacts/junit/junitForm.ts';
import { parseXml } from '../unit/artefacts/junit/parseXml.ts';
import { sampleCacheFolder } from '../boot-image/sampleImageCache.mjs';
import { type CliRun, runCli, runCliJson, startCli } from './cliProcess.ts';
import { expectedProbeText } from './expectedProbeText.ts';
import { waitUntil } from './waitUntil.ts';

interface CaptureDocument {
  readonly runFolder: string;
  readonly outcome: unknown;
  readonly phases: readonly PhaseEntry[];
  readonly captures: readonly CaptureRecord[];
  readonly waits: readonly WaitRecord[];
  readonly findings: readonly Finding[];
  readonly error?: { readonly reason: string; readonly message: string };
}

type CaptureRun = CliRun & { readonly document: CaptureDocument };

/** A minute on an idle machine of two cores; several have been seen on a busy one. */
const captureTimeoutMs = 360_000;
let folder: string;
let cacheBefore: string | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cli-capture-'));
  useOwnCache();
});

afterAll(() => {
  if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = cacheBefore;
  rmSync(folder, { recursive: true });
});

const checkpoints = (): string => join(folder, 'cache', 'boot-image-vm', 'checkpoints');

/** What a warm launch keeps is for these tests alone; the sample image is everybody's. */
function useOwnCache(): void {
  const sample = sampleCacheFolder(process.env);
  mkdirSync(sample, { recursive: true });
  mkdirSync(join(checkpoints(), '..'), { recursive: true });
  symlinkSync(sample, join(checkpoints(), '..', 'sample'));
  cacheBefore = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache');
}

const junitFile = (name: string): string => join(folder, 'reports', `${name}.xml`);

/** What did not pass, by the names of the test cases. */
function notPassed(name: string): Record<string, string | undefined> {
  const document = parseXml(readFileSync(junitFile(name), 'utf8'));
  expect(junitProblems(document)).toEqual([]);
  const cases = document.children[0]?.children.filter(({ name }) => name === 'testcase') ?? [];
  expect(cases.length).toBeGreaterThan(builtInProbes.length);
  return Object.fromEntries(
    cases
      .filter(({ children }) => children.length > 0)
      .map(({ attributes, children }) => [attributes['name'] ?? '', children[0]?.name]),
  );
}

/** @param name of the run folder and of its JUnit report */
async function capture(scenario: string, options: readonly string[] = [], name = scenario): Promise<CaptureRun> {
  const out = join(folder, name);
  const report = ['--junit', junitFile(name)];
  const argv = ['capture', '--sample', scenario, '--out', out, '--workspace', folder, ...report, ...options];
  const run = (await runCliJson(argv, captureTimeoutMs)) as CaptureRun;
  expect(run.document.runFolder, run.stderr).toBe(out);
  return run;
}

function readIn(run: CaptureRun, file: string): Buffer {
  return readFileSync(join(run.document.runFolder, file));
}

function textOf(run: CaptureRun, probe: string): string {
  const record = run.document.captures.find((each) => each.probe === probe);
  if (record === undefined) throw new Error(`${probe} was not captured: ${JSON.stringify(run.document)}`);
  return readIn(run, record.file).toString();
}

describe.each(['applied', 'noisy'])('capture --sample %s', (scenario) => {
  let run: CaptureRun;

  beforeAll(async () => {
    // A warm launch; the first one boots.
    run = await capture(scenario, scenario === 'applied' ? ['--warm'] : []);
  }, captureTimeoutMs + 10_000);

  it('ends with exit status 0', () => {
    const unmet = run.document.captures.filter((record) => record.expectation?.state === 'unmet');
    expect(unmet).toEqual([]);
    expect(run.exitStatus, run.stderr).toBe(0);
  });

  it('has no finding that is an error', () => {
    expect(run.document.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('draws the boot with its units', () => {
    const svg = readIn(run, 'timeline.svg').toString();
    expect(svg).toMatch(/>userspace, [\d.]+ s</);
    expect(svg).toMatch(/pre-nixos\.service, [\d.]+ s</);
  });

  it('tells CI that the boot, each wait and each probe passed', () => {
    expect(notPassed(scenario)).toEqual({});
    expect(run.document.waits.map(({ id, state }) => [id, state]).sort()).toEqual([
      ['lan-has-address', 'came'],
      ['pre-nixos-ended', 'came'],
      ['storage-status-written', 'came'],
    ]);
  });

  it('went through the boot phases up to ready', () => {
    const phases = run.document.phases.map((entry) => entry.phase);
    expect(phases).toEqual(expect.arrayContaining(['kernel', 'userspace', 'login', 'ready']));
  });

  it('has asked every probe', () => {
    const asked = run.document.captures.map((record) => record.probe).sort();
    expect(asked).toEqual(builtInProbes.map((probe) => probe.id).sort());
    expect(Object.keys(expectedProbeText).sort()).toEqual(asked);
  });

  it.each(Object.entries(expectedProbeText))("holds %s's own output and nothing else", (probe, text) => {
    expect(textOf(run, probe)).toMatch(text);
  });

  it('names each capture in metadata.json with exit status, time, channel and the sha256 of its file', () => {
    const { captures } = JSON.parse(readIn(run, 'metadata.json').toString()) as CaptureDocument;
    expect(captures).toEqual(run.document.captures);
    for (const record of captures) {
      const bytes = readIn(run, record.file);
      expect(record).toMatchObject({
        exitStatus: expect.any(Number) as number,
        durationMs: expect.any(Number) as number,
        startedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        channel: 'virtio',
        timedOut: false,
        truncated: false,
        bytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
      });
    }
  });

  it('types nothing at a guest that is being stopped', () => {
    const [, afterStop = ''] = readIn(run, 'harness.log').toString().split('stop: power-off by the guest channel');
    expect(afterStop).toContain('phase: stopped');
    expect(afterStop).not.toContain('looking for a shell');
  });

  it('left a whole run folder', () => {
    for (const file of ['README.md', 'serial.log', 'serial.txt', 'harness.log', 'manual-capture.md']) {
      expect(existsSync(join(run.document.runFolder, file)), file).toBe(true);
    }
  });
});

describe('capture --sample applied --warm, again', () => {
  let run: CaptureRun;
  const startOf = (runFolder: string): RunMetadata['start'] =>
    (JSON.parse(readFileSync(join(runFolder, 'metadata.json'), 'utf8')) as RunMetadata).start;

  beforeAll(async () => {
    run = await capture('applied', ['--warm'], 'again');
  }, captureTimeoutMs + 10_000);

  it('starts from what the first one kept: nothing is booted', () => {
    expect(startOf(join(folder, 'applied'))).toEqual({ kind: 'boot', why: null });
    const start = startOf(run.document.runFolder);
    expect(start).toMatchObject({ kind: 'checkpoint', runFolder: join(folder, 'applied') });
    const past = start?.kind === 'checkpoint' ? start.consoleBytes : 0;
    expect(past).toBeGreaterThan(10_000);
    const first = readFileSync(join(folder, 'applied', 'serial.log'));
    expect(readIn(run, 'serial.log').subarray(0, past).equals(first.subarray(0, past))).toBe(true);
    expect(readIn(run, 'serial.log').subarray(past).toString('latin1')).not.toContain('Linux version');
  });

  it('has every answer, as expected', () => {
    expect(notPassed('again')).toEqual({});
    expect(run.exitStatus, run.stderr).toBe(0);
    const asked = run.document.captures.map((record) => record.probe).sort();
    expect(asked).toEqual(builtInProbes.map((probe) => probe.id).sort());
  });

  it("has set the guest's clock, and has the journal of its boot", () => {
    expect(readIn(run, 'harness.log').toString()).toContain("the guest's clock is set");
    expect(readIn(run, 'journal.ndjson').toString()).toMatch(/"UNIT"\s*:\s*"pre-nixos\.service"/);
  });

  it('boots and says why when what was kept is damaged', async () => {
    const [kept = ''] = readdirSync(checkpoints());
    truncateSync(join(checkpoints(), kept, 'memory'), 10_000);
    const out = join(folder, 'damaged');
    const argv = ['launch', '--sample', 'applied', '--warm', '--out', out, '--workspace', folder];
    const launch = startCli(argv, 120_000);
    const start = await waitUntil('the VM to start', 100_000, () => {
      const found = existsSync(join(out, 'metadata.json')) ? (startOf(out) ?? undefined) : undefined;
      return Promise.resolve(found === undefined ? { saw: 'no start' } : { found });
    });
    expect(start).toMatchObject({ kind: 'boot', why: expect.stringContaining('its memory is damaged') as string });
    expect(readFileSync(join(out, 'harness.log'), 'utf8')).toMatch(/its memory is damaged .* This is a boot\./);
    launch.kill('SIGKILL');
    await launch.ended;
    const { document } = await runCliJson(['list']);
    const vms = document as readonly { readonly id: string; readonly runFolder: string }[];
    await runCli(['stop', '--kill', vms.find(({ runFolder }) => runFolder === out)?.id ?? '']);
  }, 240_000);
});

describe('capture --sample deadlock', () => {
  let run: CaptureRun;

  beforeAll(async () => {
    run = await capture('deadlock');
  }, captureTimeoutMs + 10_000);

  it('ends soon after the login, with exit status 1', () => {
    const login = run.document.phases.find((entry) => entry.phase === 'login');
    expect(run.exitStatus, run.stderr).toBe(1);
    // A minute is asked for; a busy machine is given two.
    expect(run.durationMs - (login?.atMs ?? 0)).toBeLessThan(120_000);
  });

  it('tells CI what failed: the waits are given up for the deadlock', () => {
    expect(notPassed('deadlock')).toMatchObject({
      'pre-nixos-ended: pre-nixos.service has ended': 'failure',
      'storage-status: storage is applied': 'failure',
    });
    const wait = run.document.waits.find(({ id }) => id === 'pre-nixos-ended');
    expect(wait?.why).toMatch(/^Gave up waiting for pre-nixos.service to end: the boot is deadlocked; last seen: /);
  });

  it('names the deadlock: both units, the process, the order; in the first lines of the report too', () => {
    const errors = run.document.findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ kind }) => kind)).toEqual(['deadlock']);
    expect(errors[0]?.title).toMatch(
      /^Deadlock of pre-nixos\.service and sshd\.service: pre-nixos\.service waits for “systemctl start sshd” \(process \d+\), and sshd\.service is ordered after pre-nixos\.service$/,
    );
    const [, , outcome, , cause] = readIn(run, 'README.md').toString().split('\n');
    expect(outcome).toMatch(/^\*\*Not as expected\.\*\*/);
    expect(cause).toMatch(/^\*\*Cause:\*\* Deadlock of pre-nixos\.service and sshd\.service: /);
  });

  it('draws the boot that hangs, up to the unit that it hangs at', () => {
    expect(readIn(run, 'timeline.svg').toString()).toMatch(/◆ pre-nixos\.service, [\d.]+ s, still starting/);
  });

  it('shows the unit activating, the queued jobs, and the process that waits', () => {
    expect(textOf(run, 'pre-nixos-status')).toMatch(/Active: activating \(start\)/);
    expect(textOf(run, 'jobs')).toMatch(/pre-nixos\.service +start +running/);
    expect(textOf(run, 'jobs')).toMatch(/sshd\.service +start +waiting/);
    expect(textOf(run, 'pre-nixos-processes')).toMatch(/systemctl start sshd$/m);
  });
});

describe('capture --sample panic', () => {
  it(
    'ends with exit status 3 and one sentence, with the run folder complete',
    async () => {
      const run = await capture('panic');
      expect(run.exitStatus).toBe(3);
      const { 'boot: the guest boots, answers and stays up': boot, ...others } = notPassed('panic');
      expect(boot).toBe('failure');
      // The panic comes in the middle of the asking, or before it.
      expect(['skipped', 'error']).toContain(Object.values(others).at(-1));
      expect(run.document.error).toMatchObject({ reason: 'vm', message: expect.stringMatching(/panic/i) as string });
      expect(run.stderr.trimEnd()).not.toContain('\n');
      expect(readIn(run, 'serial.log').toString('latin1')).toContain('Kernel panic - not syncing');
      expect(JSON.parse(readIn(run, 'metadata.json').toString())).toHaveProperty('outcome');
      expect(readIn(run, 'README.md').toString()).toMatch(/panic/i);
    },
    captureTimeoutMs + 10_000,
  );
});
