import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import { baselineOf, markAsBaseline } from '../../../src/core/artefacts/comparison/baselines.ts';
import { type ComparedRun, readComparedRun } from '../../../src/core/artefacts/comparison/comparedRun.ts';
import { compareRuns } from '../../../src/core/artefacts/comparison/compareRuns.ts';
import { foldNoise } from '../../../src/core/artefacts/comparison/foldNoise.ts';
import { formatComparison } from '../../../src/core/artefacts/comparison/formatComparison.ts';
import type { UnitTime } from '../../../src/core/artefacts/comparison/unitTimes.ts';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { newMetadata } from '../../../src/core/artefacts/newMetadata.ts';
import type { PhaseEntry } from '../../../src/core/console/phases/bootPhase.ts';
import type { ExpectationResult } from '../../../src/core/probes/probe.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const temporary = temporaryFolder();
const met: ExpectationResult = { state: 'met', title: 'storage is applied' };
const unmet: ExpectationResult = { state: 'unmet', title: 'storage is applied', found: 'STATE is failed' };

function capture(probe: string, parts: Partial<CaptureRecord> = {}): CaptureRecord {
  const file = `captures/0001-${probe}.txt`;
  const numbers = { exitStatus: 0, durationMs: 1, bytes: 1, sha256: '', timedOut: false, truncated: false };
  const rest = { startedAt: '', channel: 'virtio', stderrFile: null, readingFile: null, expectation: null } as const;
  return { id: `0001-${probe}`, probe, title: probe, command: probe, file, ...numbers, ...rest, ...parts };
}

function run(
  parts: Partial<RunMetadata>,
  texts: Record<string, string> = {},
  units: Record<string, number | UnitTime> = {},
): ComparedRun {
  const metadata = { ...newMetadata({ profileName: 'p', startedAt: new Date(0), toolVersion: '1' }), ...parts };
  const times = Object.entries(units).map(([unit, time]): [string, UnitTime] => [
    unit,
    typeof time === 'number' ? { state: 'done', durationMs: time } : time,
  ]);
  return { folder: '/run', metadata, texts: new Map(Object.entries(texts)), units: new Map(times) };
}

const phases = (kernelMs: number, initrdMs: number): PhaseEntry[] => [
  { phase: 'kernel', atMs: 1000, byteOffset: 0 },
  { phase: 'initrd', atMs: 1000 + kernelMs, byteOffset: 1 },
  { phase: 'userspace', atMs: 1000 + kernelMs + initrdMs, byteOffset: 2 },
];

describe('folding away noise', () => {
  it.each([
    ['Oct 12 01:03:40 nixos sshd[714]: listening', 'Nov 26 11:13:46 nixos sshd[9]: listening'],
    ['[    1.234567] BUG: at ffff888003a1c000', '[   10.000001] BUG: at ffff888003ffff00'],
    [
      'Active: active since Thu 2025-10-12 01:03:40 UTC; 3min 2s ago',
      'Active: active since Thu 2025-10-12 02:04:41 UTC; 4s ago',
    ],
    ['  Main PID: 381 (code=exited)', '  Main PID: 4 (code=exited)'],
    ['             ├─381 /bin/sh', '             ├─9 /bin/sh'],
    ['    386       1 S     /bin/bash /usr/bin/x', '  12386       1 S     /bin/bash /usr/bin/x'],
    ['    386 pts/0    00:00:02 bash', '     12 pts/0    00:00:03 bash'],
    ['55  sshd.service   start running', '120 sshd.service   start running'],
    ['a table\t  \nwith room behind   ', 'a table\nwith room behind'],
    ['ExecMainStartTimestampMonotonic=1', 'ExecMainStartTimestampMonotonic=22'],
    ['After=a.target b.target', 'After=b.target a.target'],
    ['[    0.1] Memory: 260860K/1048052K available', '[    0.1] Memory: 221948K/1048052K available'],
    ['tsc: Detected 2099.996 MHz processor', 'tsc: Detected 2100.011 MHz processor'],
    ['value calculated.. 4199.99 BogoMIPS (lpj=8399984)', 'value calculated.. 4200.02 BogoMIPS (lpj=8400044)'],
    ['audit: type=2000 audit(1795732749.896:1): x', 'audit: type=2000 audit(1795732353.956:1): x'],
    [
      'setting system clock to 2026-11-26T22:30:05 UTC (1795732753)',
      'setting system clock to 2026-11-26T22:31:05 UTC (1)',
    ],
    ['ata1: SATA max UDMA/133 irq 30', 'ata1: SATA max UDMA/133 irq 28'],
    ['hrtimer: interrupt took 27310760 ns', 'hrtimer: interrupt took 471 ns'],
    ['ControlGroupId=1015', 'ControlGroupId=976'],
    ['inet 10.0.2.15/24 valid_lft 86389sec', 'inet 10.0.2.15/24 valid_lft 86000sec'],
  ])('makes one of %j and %j', (before, after) => {
    expect(foldNoise(before)).toBe(foldNoise(after));
  });

  it.each([
    ['STATE=applied', 'STATE=failed'],
    ['inet 10.0.2.15/24', 'inet 10.0.2.16/24'],
    ['link/ether 52:54:00:12:34:56', 'link/ether 52:54:00:12:34:57'],
    ['sda 21474836480 disk', 'sda 10737418240 disk'],
    ['Memory: 1K/1048052K available', 'Memory: 1K/524288K available'],
    ['code=exited, status=1/FAILURE', 'code=exited, status=2/FAILURE'],
    ['0 errors found', '17 errors found'],
    ['3 units are running', '4 units are running'],
  ])('keeps apart %j and %j', (before, after) => {
    expect(foldNoise(before)).not.toBe(foldNoise(after));
  });

  const length = 300_000;
  it.each([
    ['empty lines', '\n'.repeat(length)],
    ['spaces before a word', `${' '.repeat(length)}x`],
    ['a tree without an end', '│ '.repeat(length / 2)],
    ['the same words again and again', 'setting system clock to '.repeat(length / 24)],
    ['one identity in the other', 'DUID-'.repeat(length / 5)],
    ['a number without an end', '1'.repeat(length)],
    ['a table of nothing', `1${' '.repeat(length)}1${' '.repeat(length)}`],
    ['names without an end', `1 ${'a.'.repeat(length / 2)}`],
  ])('takes no longer for %s', (_name, text) => {
    const beganMs = performance.now();
    foldNoise(text);
    // Twenty milliseconds; a quadratic expression takes a minute.
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });
});

describe('comparing two runs', () => {
  it('finds nothing where only noise differs', () => {
    const before = run({ captures: [capture('journal')] }, { journal: 'Oct 12 01:03:40 a sshd[1]: x\n' });
    const after = run({ captures: [capture('journal')] }, { journal: 'Oct 13 02:03:41 a sshd[2]: x\n' });
    const comparison = compareRuns(before, after);
    expect(comparison).toMatchObject({ gotWorse: false, changes: [] });
    expect(formatComparison(comparison)).toContain('Nothing differs but times, process ids and addresses.');
  });

  it('tells a probe that is no longer as expected, with both captures, as worse', () => {
    const before = run({ captures: [capture('storage-status', { expectation: met })] });
    const after = run({ captures: [capture('storage-status', { expectation: unmet, file: 'captures/0007-x.txt' })] });
    expect(compareRuns(before, after)).toMatchObject({
      gotWorse: true,
      changes: [
        {
          direction: 'worse',
          subject: 'probe',
          after: 'not as expected: storage is applied (STATE is failed)',
          files: { before: 'captures/0001-storage-status.txt', after: 'captures/0007-x.txt' },
        },
      ],
    });
    expect(compareRuns(after, before)).toMatchObject({ gotWorse: false, changes: [{ direction: 'better' }] });
  });

  it('calls nothing better that could not be told any more, and worse what was not answered', () => {
    const storage = (parts: Partial<CaptureRecord>): Partial<RunMetadata> => ({
      captures: [capture('storage-status', parts)],
    });
    const unknown: ExpectationResult = { state: 'unknown', title: 'storage is applied', why: 'no answer' };
    const missing = [{ probe: 'storage-status', title: 'storage-status', why: 'the guest was silent' }];
    const check = (before: Partial<RunMetadata>, after: Partial<RunMetadata>): unknown[] =>
      compareRuns(run(before), run(after)).changes.map(({ direction, title }) => [direction, title]);
    expect(check({ outcome: 'unmet', ...storage({ expectation: unmet }) }, { outcome: 'incomplete', missing })).toEqual(
      [
        ['worse', 'storage-status'],
        ['changed', 'Outcome'],
      ],
    );
    expect(check(storage({ expectation: met }), { missing })).toEqual([['worse', 'storage-status']]);
    expect(check(storage({}), { missing })).toEqual([['changed', 'storage-status']]);
    expect(check(storage({ expectation: met }), {})).toEqual([['changed', 'storage-status']]);
    expect(check(storage({ expectation: unmet }), storage({ expectation: unknown }))).toEqual([
      ['changed', 'storage-status'],
    ]);
  });

  it('shows the lines that changed, and does not call them worse', () => {
    const captures = [capture('links')];
    const comparison = compareRuns(
      run({ captures }, { links: 'lo\neth0\n' }),
      run({ captures }, { links: 'lan\nlo\n' }),
    );
    expect(comparison.gotWorse).toBe(false);
    expect(comparison.changes).toEqual([
      expect.objectContaining({ direction: 'changed', title: 'links', before: 'eth0', after: 'lan' }),
    ]);
  });

  it('tells failures that are new and gone', () => {
    const failure = (title: string): RunMetadata['findings'][number] => {
      const id = `console-oops:${title}`;
      return { id, kind: 'console-oops', severity: 'error', title, explanation: '', evidence: [], next: '' };
    };
    const before = run({ findings: [failure('Oops: 0000 at 0x12'), failure('gone')] });
    const after = run({ findings: [failure('Oops: 0000 at 0x34'), failure('new')] });
    expect(compareRuns(before, after).changes.map(({ subject }) => subject)).toEqual(['failure', 'failure']);
    expect(compareRuns(before, after).changes.map(({ direction, title }) => [direction, title])).toEqual([
      ['worse', 'new'],
      ['better', 'gone'],
    ]);
  });

  it('knows a finding again, whatever its title counts, and tells when it became graver', () => {
    const finding = (severity: 'error' | 'warning' | 'info', title: string, id = 'x'): RunMetadata['findings'] => [
      { id, kind: 'x', severity, title, explanation: '', evidence: [], next: '' },
    ];
    const check = (before: RunMetadata['findings'], after: RunMetadata['findings']): unknown[] =>
      compareRuns(run({ findings: before }), run({ findings: after })).changes.map((change) => [
        change.direction,
        change.before,
        change.after,
      ]);
    expect(
      check(finding('error', 'A waits (process 410) for 12 s'), finding('error', 'A waits (process 8) for 9.5 s')),
    ).toEqual([]);
    expect(check(finding('error', 'A: exit status 1'), finding('error', 'A: exit status 2'))).toEqual([
      ['changed', 'A: exit status 1', 'A: exit status 2'],
    ]);
    expect(check(finding('warning', 'A'), finding('error', 'A'))).toEqual([['worse', 'warning', 'error']]);
    expect(check(finding('error', 'A'), finding('warning', 'A'))).toEqual([['better', 'error', 'warning']]);
    expect(check([], finding('info', 'A'))).toEqual([['changed', null, 'info']]);
    expect(check(finding('error', 'A'), finding('error', 'A', 'y'))).toEqual([
      ['worse', null, 'error'],
      ['better', 'error', null],
    ]);
  });

  it('tells a unit that no longer comes to the end of its start', () => {
    const done = run({}, {}, { 'a.service': 1_000, 'b.service': { state: 'starting', durationMs: 90_000 } });
    const hangs = run(
      {},
      {},
      { 'a.service': { state: 'starting', durationMs: 44_000 }, 'b.service': { state: 'starting', durationMs: 9_000 } },
    );
    expect(compareRuns(done, hangs)).toMatchObject({
      gotWorse: true,
      changes: [
        {
          direction: 'worse',
          subject: 'unit',
          title: 'a.service',
          before: '1.0 s',
          after: 'still starting after 44.0 s',
        },
      ],
    });
    expect(compareRuns(hangs, done)).toMatchObject({
      gotWorse: false,
      changes: [{ direction: 'better', title: 'a.service' }],
    });
  });

  it('tells a new unit that hangs, and one that is not started any more', () => {
    const hangs: UnitTime = { state: 'starting', durationMs: 90_000 };
    const failed: UnitTime = { state: 'failed', durationMs: 1_000 };
    const check = (before: Record<string, number | UnitTime>, after: Record<string, number | UnitTime>): unknown[] =>
      compareRuns(run({}, {}, before), run({}, {}, after)).changes.map((change) => [
        change.direction,
        change.title,
        change.before,
        change.after,
      ]);
    const both = { 'a.service': 1_000 };
    expect(check(both, { ...both, 'new.service': hangs })).toEqual([
      ['worse', 'new.service', null, 'still starting after 90.0 s'],
    ]);
    expect(check(both, { ...both, 'new.service': { ...hangs, durationMs: 900 } })).toEqual([]);
    expect(check(both, { ...both, 'new.service': 90_000 })).toEqual([]);
    expect(check({ ...both, 'old.service': 2_000, 'dev-vda.device': 1 }, both)).toEqual([
      ['changed', 'old.service', '2.0 s', 'not started any more'],
    ]);
    expect(check({ ...both, 'old.service': 2_000 }, { ...both, 'old.service': failed })).toEqual([]);
    // It may only wait for what hangs.
    expect(check({ ...both, 'old.service': 2_000 }, { 'a.service': hangs }).map((each) => String(each))).toEqual([
      'worse,a.service,1.0 s,still starting after 90.0 s',
    ]);
  });

  it('tells units and phases that became much slower, and lets small differences be', () => {
    const before = run(
      { phases: phases(4_000, 8_000) },
      {},
      { 'a.service': 1_000, 'b.service': 10_000, 'c.service': 10 },
    );
    const after = run(
      { phases: phases(5_000, 20_000) },
      {},
      { 'a.service': 5_000, 'b.service': 12_000, 'c.service': 90 },
    );
    const { gotWorse, changes } = compareRuns(before, after);
    expect(gotWorse).toBe(true);
    expect(changes.map(({ title, before: then, after: now }) => [title, then, now])).toEqual([
      ['a.service', '1.0 s', '5.0 s'],
      ['initrd', '8.0 s', '20.0 s'],
    ]);
  });

  describe('where every unit became slower', () => {
    const units = (each: number, one: number): Record<string, number> =>
      Object.fromEntries<number>([
        ...Array.from({ length: 20 }, (_, n): [string, number] => [`u${String(n)}.service`, each]),
        ['odd.service', one],
      ]);
    const on = (kind: string): RunMetadata['host'] => {
      const accelerator = { kind, why: '' } as const;
      return { os: '', architecture: '', cpus: 1, memoryMib: 1, qemuVersion: '', accelerator };
    };
    const check = (kind: string, after: Record<string, number>): unknown[] =>
      compareRuns(
        run({ host: on(kind), phases: phases(4_000, 8_000) }, {}, units(1_000, 1_000)),
        run({ host: on(kind), phases: phases(12_000, 24_000) }, {}, after),
      ).changes.map(({ direction, title }) => [direction, title]);

    it('an emulated machine was busy: only what is slower than the others is worse', () => {
      expect(check('tcg', units(3_200, 3_200))).toEqual([['changed', 'Pace of the whole boot']]);
      expect(check('tcg', units(3_200, 20_000))).toEqual([
        ['worse', 'odd.service'],
        ['changed', 'Pace of the whole boot'],
      ]);
    });

    it('on KVM the boot is worse, told once', () => {
      expect(check('kvm', units(3_200, 3_200))).toEqual([['worse', 'Pace of the whole boot']]);
    });

    it('a boot that is quicker as a whole has no unit that is slower for being like before', () => {
      expect(check('tcg', units(200, 900))).toContainEqual(['changed', 'Pace of the whole boot']);
      expect(check('tcg', units(200, 900))).not.toContainEqual(['worse', 'odd.service']);
    });
  });

  it('calls a boot worse that no longer comes to the end', () => {
    const ready: PhaseEntry = { phase: 'ready', atMs: 9_000, byteOffset: 9 };
    const before = run({ outcome: 'passed', phases: [...phases(1, 1), ready] });
    const after = run({ outcome: 'failed', phases: phases(1, 1) });
    expect(compareRuns(before, after).changes.map(({ direction, title }) => [direction, title])).toEqual([
      ['worse', 'Outcome'],
      ['worse', 'ready'],
    ]);
  });
});

describe('run folders', () => {
  it('are compared by the first 4 MiB of a capture, and say so where the rest may differ', async () => {
    const runWith = async (name: string, end: string): Promise<ComparedRun> => {
      const folder = join(temporary.path, name);
      await mkdir(join(folder, 'captures'), { recursive: true });
      const text = `${'0123456789abcde\n'.repeat(262_144)}${end}\n`;
      await writeFile(join(folder, 'captures/0001-journal.txt'), text);
      const captures = [capture('journal', { bytes: text.length, sha256: end })];
      await writeFile(join(folder, 'metadata.json'), JSON.stringify(run({ captures }).metadata));
      return await readComparedRun(folder);
    };
    const [one, other] = [await runWith('one', 'this'), await runWith('other', 'that')];
    expect(one.texts.get('journal')).toHaveLength(4 * 1024 * 1024);
    expect(compareRuns(one, one).changes).toEqual([]);
    expect(compareRuns(one, other)).toMatchObject({
      gotWorse: false,
      changes: [{ direction: 'changed', title: 'journal', after: 'not the same; only its first 4 MiB were compared' }],
    });
  });

  it('are read with the texts of their captures; what is none is refused in one sentence', async () => {
    const folder = join(temporary.path, 'run');
    await mkdir(join(folder, 'captures'), { recursive: true });
    await writeFile(join(folder, 'captures/0001-links.txt'), 'lo\n');
    await writeFile(join(folder, 'metadata.json'), JSON.stringify(run({ captures: [capture('links')] }).metadata));
    expect((await readComparedRun(folder)).texts.get('links')).toBe('lo\n');
    expect((await readComparedRun(folder)).units).toBeUndefined();
    await expect(readComparedRun(temporary.path)).rejects.toThrow(/is no run folder: it holds no metadata.json/);
  });

  it('tell the times of their units: best from boot-units, which knows of a boot that hangs', async () => {
    const folder = join(temporary.path, 'units');
    await mkdir(join(folder, 'captures'), { recursive: true });
    const reading = async (probe: string, value: unknown): Promise<CaptureRecord> => {
      const readingFile = `captures/${probe}.json`;
      await writeFile(join(folder, readingFile), JSON.stringify({ value }));
      return capture(probe, { readingFile });
    };
    const timing = await reading('boot-timing', { finished: true, units: [{ unit: 'a.service', durationMs: 7 }] });
    const units = await reading('boot-units', {
      uptimeMs: 90_000,
      finishedMs: 80_000,
      units: [
        { unit: 'a.service', state: 'done', startMs: 10_000, endMs: 12_000 },
        { unit: 'b.service', state: 'starting', startMs: 30_000, endMs: null },
        { unit: 'after-the-boot.service', state: 'done', startMs: 85_000, endMs: 86_000 },
        { unit: 'c.service', state: 'failed', startMs: 30_000, endMs: 31_000 },
      ],
      chain: [],
    });
    const times = async (...captures: CaptureRecord[]): Promise<unknown> => {
      await writeFile(join(folder, 'metadata.json'), JSON.stringify(run({ captures }).metadata));
      return Object.fromEntries((await readComparedRun(folder)).units ?? []);
    };
    expect(await times(timing)).toEqual({ 'a.service': { state: 'done', durationMs: 7 } });
    expect(await times(timing, units)).toEqual({
      'a.service': { state: 'done', durationMs: 2_000 },
      'b.service': { state: 'starting', durationMs: 60_000 },
      'c.service': { state: 'failed', durationMs: 1_000 },
    });
  });

  it('have a baseline once one is marked, one for each profile', async () => {
    const folder = join(temporary.path, 'later');
    await expect(baselineOf(folder, 'p')).rejects.toThrow('The profile p has no baseline');
    const good = join(temporary.path, 'good');
    await mkdir(good);
    await writeFile(join(good, 'metadata.json'), '{}');
    await markAsBaseline(good, 'p');
    await markAsBaseline(join(temporary.path, 'other'), 'q');
    expect(await baselineOf(folder, 'p')).toBe(good);
    await expect(baselineOf(good, 'p')).rejects.toThrow(/good is itself the baseline of the profile p\.$/);
    await rm(good, { recursive: true });
    await expect(baselineOf(folder, 'p')).rejects.toThrow(
      /^The baseline of the profile p is no longer there: .*good\.$/,
    );
    await writeFile(join(temporary.path, 'baselines.json'), '{');
    await expect(baselineOf(folder, 'p')).rejects.toThrow('is no JSON');
  });
});
