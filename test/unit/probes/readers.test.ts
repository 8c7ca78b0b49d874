import { describe, expect, test } from 'vitest';
import { readerNames } from '../../../src/core/probes/probe.ts';
import { readers } from '../../../src/core/probes/readers/readers.ts';

const jobsOutput = `JOB UNIT                TYPE  STATE
  1 multi-user.target   start waiting
└─     waiting for job 500 (sshd.service/start) -     -
500 sshd.service        start waiting
└─     waiting for job 69 (pre-nixos.service/start) - -
└─     blocking job 1 (multi-user.target/start) - -
 69 pre-nixos.service   start running

3 jobs listed.
`;

/** systemd 252, the deadlock of the sample boot image. */
const deadlockOutput = `JOB UNIT                                                          TYPE  STATE
1   graphical.target                                              start waiting
└─  \tblocking job 74 (systemd-update-utmp-runlevel.service/start) -     -
└─  \twaiting for job 2 (multi-user.target/start)                  -     -
88  pre-nixos.service                                             start running
└─  \tblocking job 120 (sshd.service/start)                        -     -
120 sshd.service                                                  start waiting
└─  \twaiting for job 88 (pre-nixos.service/start)                 -     -

3 jobs listed.
`;

const mdstatOutput = `Personalities : [raid1] [raid6] [raid5] [raid4]
md1 : active raid5 sdd1[3] sdc1[1] sdb1[0](F)
      2093056 blocks super 1.2 level 5, 512k chunk, algorithm 2 [3/2] [_UU]
      [==>..................]  recovery = 12.6% (132608/1046528) finish=0.1min speed=132608K/sec

md0 : active (auto-read-only) raid1 sdb2[1] sda2[0]
      1046528 blocks super 1.2 [2/2] [UU]

md9 : inactive sde1[0](S)
      1048512 blocks super 1.2

unused devices: <none>
`;

const analyzeOutput = `Startup finished in 3.112s (kernel) + 980ms (initrd) + 1min 9.502s (userspace) = 1min 13.594s
graphical.target reached after 1min 9.4s in userspace.
1min 2.345s pre-nixos.service
      812ms systemd-networkd.service
       90us dev-mqueue.mount
The time when unit became active or started is printed after the "@" character.

graphical.target @1min 9.4s
└─pre-nixos.service @7.055s +1min 2.345s
`;

describe('each reader takes what its tool prints', () => {
  const check = (reader: (typeof readerNames)[number], text: string, value: unknown, remark?: string): void => {
    expect(readers[reader](text)).toEqual(remark === undefined ? { ok: true, value } : { ok: true, value, remark });
  };

  test('keyValue: systemctl show, status files, quoted values', () => {
    check('keyValue', 'Id=a.service\nAfter=b c\nStatusText=\n', { Id: 'a.service', After: 'b c', StatusText: '' });
    check('keyValue', 'STATE=applied\r\nDETAIL="auto applied"\n', { STATE: 'applied', DETAIL: 'auto applied' });
    check('keyValue', 'ExecStart=one\nExecStart=two=2\n', { ExecStart: 'one\ntwo=2' });
    check('keyValue', '', {});
    check('keyValue', 'hello there\nA=1\n', { A: '1' }, '1 line without KEY=VALUE');
  });

  test('keyValue: a key of every object is a key like any other', () => {
    const result = readers.keyValue('__proto__=x\nconstructor=y\n');
    expect(result.ok && Object.entries(result.value as object)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  test('json, lines, text', () => {
    check('json', '[{"a":1}]\n', [{ a: 1 }]);
    check('lines', 'a\r\n\nb', ['a', '', 'b']);
    check('lines', '', []);
    check('text', 'a\n', 'a\n');
  });

  test('jsonLines: half a line at the end is left out and told', () => {
    check('jsonLines', '{"a":1}\n\n{"a":2}\n', [{ a: 1 }, { a: 2 }]);
    check('jsonLines', '', []);
    check('jsonLines', '{"a":1}\n{"a":', [{ a: 1 }], '1 of 2 lines not JSON');
  });

  test('listJobs: jobs with what they wait for', () => {
    const sshd = { id: 500, unit: 'sshd.service', type: 'start' };
    const preNixos = { id: 69, unit: 'pre-nixos.service', type: 'start' };
    const target = { id: 1, unit: 'multi-user.target', type: 'start' };
    check('listJobs', jobsOutput, {
      jobs: [
        { ...target, state: 'waiting', waitsFor: [sshd], blocks: [] },
        { ...sshd, state: 'waiting', waitsFor: [preNixos], blocks: [target] },
        { ...preNixos, state: 'running', waitsFor: [], blocks: [] },
      ],
    });
    const preNixosJob = { id: 88, unit: 'pre-nixos.service', type: 'start' };
    const sshdJob = { id: 120, unit: 'sshd.service', type: 'start' };
    check('listJobs', deadlockOutput, {
      jobs: [
        {
          ...{ id: 1, unit: 'graphical.target', type: 'start', state: 'waiting' },
          waitsFor: [{ id: 2, unit: 'multi-user.target', type: 'start' }],
          blocks: [{ id: 74, unit: 'systemd-update-utmp-runlevel.service', type: 'start' }],
        },
        { ...preNixosJob, state: 'running', waitsFor: [], blocks: [sshdJob] },
        { ...sshdJob, state: 'waiting', waitsFor: [preNixosJob], blocks: [] },
      ],
    });
    check('listJobs', 'No jobs running.\n', { jobs: [] });
    check('listJobs', 'JOB UNIT TYPE STATE\n1   a.service start waiting\n1 jobs listed.\n', {
      jobs: [{ id: 1, unit: 'a.service', type: 'start', state: 'waiting', waitsFor: [], blocks: [] }],
    });
  });

  test('mdstat: a degraded array that recovers, a read-only one, an inactive one', () => {
    check('mdstat', mdstatOutput, {
      personalities: ['raid1', 'raid6', 'raid5', 'raid4'],
      arrays: [
        {
          name: 'md1',
          state: 'active',
          level: 'raid5',
          devices: [
            { name: 'sdd1', slot: 3, flags: '' },
            { name: 'sdc1', slot: 1, flags: '' },
            { name: 'sdb1', slot: 0, flags: 'F' },
          ],
          blocks: 2093056,
          total: 3,
          up: 2,
          members: '_UU',
          operation: { kind: 'recovery', percent: 12.6 },
        },
        {
          name: 'md0',
          state: 'active (auto-read-only)',
          level: 'raid1',
          devices: [
            { name: 'sdb2', slot: 1, flags: '' },
            { name: 'sda2', slot: 0, flags: '' },
          ],
          blocks: 1046528,
          total: 2,
          up: 2,
          members: 'UU',
          operation: null,
        },
        {
          name: 'md9',
          state: 'inactive',
          level: null,
          devices: [{ name: 'sde1', slot: 0, flags: 'S' }],
          blocks: 1048512,
          total: null,
          up: null,
          members: null,
          operation: null,
        },
      ],
    });
    check('mdstat', 'Personalities : \nunused devices: <none>\n', { personalities: [], arrays: [] });
  });

  test('systemdAnalyze: a finished boot and one that is not', () => {
    check('systemdAnalyze', analyzeOutput, {
      finished: true,
      totalMs: 73_594,
      phasesMs: { kernel: 3112, initrd: 980, userspace: 69_502 },
      units: [
        { unit: 'pre-nixos.service', durationMs: 62_345 },
        { unit: 'systemd-networkd.service', durationMs: 812 },
        { unit: 'dev-mqueue.mount', durationMs: 0.09 },
      ],
    });
    const unfinished = 'Bootup is not yet finished (org.freedesktop.systemd1.Manager.FinishTimestampMonotonic=0).\n';
    check('systemdAnalyze', unfinished, { finished: false, totalMs: null, phasesMs: {}, units: [] });
  });
});

describe('a reader says why it cannot read, and never throws', () => {
  const odd = [
    '',
    '\n\n',
    '\u0000\u001b[31m',
    'sh: systemctl: not found\n',
    '{"a":',
    '['.repeat(200_000),
    '='.repeat(100_000),
    `A="${'\\"'.repeat(200_000)}"`,
    `${'1ms'.repeat(100_000)}\n`,
    `${'waiting for job 1 ('.repeat(20_000)}\n`,
    `Personalities : ${'['.repeat(100_000)}\n`,
    'md0 : active\n   \n',
    '\ud800',
  ];
  for (const reader of readerNames) {
    test(reader, { timeout: 5000 }, () => {
      for (const text of odd) {
        const result = readers[reader](text);
        if (!result.ok) expect(result.why, JSON.stringify(text.slice(0, 40))).not.toBe('');
      }
    });
  }

  test('an answer of another kind is refused', () => {
    for (const reader of ['json', 'jsonLines', 'keyValue', 'listJobs', 'mdstat', 'systemdAnalyze'] as const) {
      expect(readers[reader]('Failed to connect to bus: No such file or directory\n').ok, reader).toBe(false);
    }
  });
});

// Where each array were looked for from the beginning it would take many minutes.
test('as many arrays as an answer can hold are read', () => {
  const result = readers.mdstat(`Personalities : [raid1]\n${'md1 : active raid1\n'.repeat(800_000)}`);
  expect(result).toMatchObject({ ok: true, value: { arrays: { length: 800_000 } } });
});
