import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { factsOf } from './factsOf.ts';
import { findingsOf, shownLines } from './findingsOf.ts';

const jobs = `JOB UNIT              TYPE  STATE
1   multi-user.target start waiting
└─  	waiting for job 59 (pre-nixos.service/start) -     -
59  pre-nixos.service start running
└─  	blocking job 95 (sshd.service/start)         -     -
95  sshd.service      start waiting
└─  	waiting for job 59 (pre-nixos.service/start) -     -

3 jobs listed.

Up for 45.10 s.

Id=pre-nixos.service
Names=pre-nixos.service
After=systemd-networkd.service basic.target
ActiveState=activating

Id=sshd.service
Names=sshd.service
After=system.slice pre-nixos.service network.target
ActiveState=inactive

Processes of pre-nixos.service:
    PID    PPID STATE COMMAND
    386       1 S     /bin/bash /usr/lib/pre-nixos/pre-nixos-start
    410     386 S     systemctl start sshd
`;

const deadlocks = (text: string): string[] =>
  findingsOf(factsOf({ jobs: text }))
    .filter(({ kind }) => kind === 'deadlock')
    .map(({ title }) => title);

describe('a deadlock', () => {
  test('names both units, the process and the order, and shows the line of each', () => {
    const facts = factsOf({ jobs });
    const [finding, ...others] = findingsOf(facts);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      id: 'deadlock:pre-nixos.service,sshd.service',
      kind: 'deadlock',
      severity: 'error',
      title:
        'Deadlock of pre-nixos.service and sshd.service: pre-nixos.service waits for “systemctl start sshd” ' +
        '(process 410), and sshd.service is ordered after pre-nixos.service',
    });
    expect(finding?.explanation).toContain('multi-user.target waits behind them.');
    expect(finding?.next).toContain('systemctl cancel 95');
    expect(shownLines(facts, finding)).toEqual([
      'process 410 of pre-nixos.service runs systemctl start sshd: 410     386 S     systemctl start sshd',
      'the job of sshd.service waits for that of pre-nixos.service: 95  sshd.service      start waiting\n' +
        '└─  	waiting for job 59 (pre-nixos.service/start) -     -',
      'sshd.service has After=pre-nixos.service: After=system.slice pre-nixos.service network.target',
    ]);
  });

  test('goes through as many units as it takes', () => {
    const longer = jobs
      .replace('95  sshd.service      start waiting\n└─  	waiting for job 59 (pre-nixos.service/start) -     -', () =>
        [
          '95  sshd.service      start waiting',
          '└─  	waiting for job 96 (keys.service/start) -     -',
          '96  keys.service      start waiting',
          '└─  	waiting for job 59 (pre-nixos.service/start) -     -',
        ].join('\n'),
      )
      .replace('After=system.slice pre-nixos.service', 'After=system.slice keys.service');
    const [finding] = findingsOf(factsOf({ jobs: longer }));
    expect(finding?.id).toBe('deadlock:keys.service,pre-nixos.service,sshd.service');
    expect(finding?.title).toContain('Deadlock of pre-nixos.service, sshd.service and keys.service');
    expect(finding?.explanation).toContain(
      'The job of keys.service (job 96) waits for that of pre-nixos.service (job 59).',
    );
  });

  test('is found of a unit that starts itself', () => {
    expect(deadlocks(jobs.replace('systemctl start sshd', 'systemctl restart pre-nixos'))).toEqual([
      expect.stringContaining('Deadlock: pre-nixos.service waits for itself'),
    ]);
  });

  test('is found through an alias of the unit', () => {
    expect(
      deadlocks(
        jobs.replace('systemctl start sshd', 'systemctl start ssh').replace('Names=sshd', 'Names=ssh.service sshd'),
      ),
    ).toHaveLength(1);
  });

  test.each([
    'enable --now sshd',
    'reenable sshd --now',
    'disable --now sshd',
    'mask --now sshd.service',
    '--job-mode replace start sshd',
    '--job-mode=replace start sshd',
    'start sshd --signal TERM',
  ])('is found where the process runs systemctl %s', (words) => {
    expect(deadlocks(jobs.replace('systemctl start sshd', `systemctl ${words}`))).toHaveLength(1);
  });

  const none = (name: string, from: string | RegExp, to: string): void => {
    test(`is none where ${name}`, () => {
      const changed = jobs.replaceAll(from, to);
      expect(changed).not.toBe(jobs);
      expect(deadlocks(changed)).toEqual([]);
    });
  };
  none('the process does not wait', 'systemctl start sshd', 'systemctl start --no-block sshd');
  none('the process only asks', 'systemctl start sshd', 'systemctl status sshd');
  none('the process only enables', 'systemctl start sshd', 'systemctl enable sshd');
  none('the unit is the value of an option', 'systemctl start sshd', 'systemctl start --type sshd');
  none('the process waits for a unit without a job', 'systemctl start sshd', 'systemctl start getty@tty1');
  none('the process only mentions it', 'systemctl start sshd', 'echo systemctl start sshd');
  none('the process is of another unit', 'Processes of pre-nixos.service', 'Processes of cron.service');
  none('sshd waits for something else', /waiting for job 59.*|(?<=After=system.slice )pre-nixos.service /g, '');
});

/** As another harness captured it: jobs without what they wait for, the order alone, and the status for a person. */
function foreignSession({ jobLines, processes }: { jobLines: string; processes: string }): string[] {
  const status = `● pre-nixos.service - Pre-NixOS setup
     Loaded: loaded (/etc/systemd/system/pre-nixos.service; enabled; preset: enabled)
     Active: activating (start) since Sun 2025-10-12 17:25:02 UTC; 32s ago
   Main PID: 610 (pre-nixos-start)
      Tasks: 3 (limit: 2329)
     CGroup: /system.slice/pre-nixos.service
${processes}

Oct 12 17:25:27 nixos pre-nixos-start[640]: {"event": "pre_nixos.network.command.start"}
`;
  const after =
    'After=pre-nixos.service network.target systemd-journald.socket system.slice basic.target sysinit.target\n';
  const answers = { jobs: `JOB UNIT              TYPE  STATE\n${jobLines}\n`, 'sshd-properties': after };
  return findingsOf(factsOf({ ...answers, 'pre-nixos-status': status })).map(({ id, title }) => `${id}: ${title}`);
}

describe('captures of another tool', () => {
  const waiting =
    '1   multi-user.target start waiting\n500 sshd.service      start waiting\n69  pre-nixos.service start running\n3 jobs listed.';

  test('show the deadlock by the jobs, the order and the process', () => {
    const processes = `             ├─610 /bin/bash /run/current-system/sw/bin/pre-nixos-start
             ├─640 python3 -m pre_nixos
             └─701 systemctl start sshd`;
    expect(foreignSession({ jobLines: waiting, processes })).toEqual([
      'deadlock:pre-nixos.service,sshd.service: Deadlock of pre-nixos.service and sshd.service: pre-nixos.service waits ' +
        'for “systemctl start sshd” (process 701), and sshd.service is ordered after pre-nixos.service',
    ]);
  });

  test('show none where the same job waits in the same order, and nobody waits for it', () => {
    const processes = `             ├─610 /bin/bash /run/current-system/sw/bin/pre-nixos-start
             ├─640 python3 -m pre_nixos
             └─702 nix-build /nix/store/disko/cli.nix`;
    expect(foreignSession({ jobLines: waiting, processes })).toEqual([]);
  });

  test('show none when all is done', () => {
    const processes = '             └─610 /bin/bash /run/current-system/sw/bin/pre-nixos-start';
    expect(foreignSession({ jobLines: 'No jobs running.', processes })).toEqual([]);
  });
});

const shared = new URL('../../../../shared/corpus/docs/work-notes/', import.meta.url);

describe.skipIf(!existsSync(shared))('real sessions of another tool (only beside the corpus)', () => {
  const session = (name: string): string[] => {
    const read = (file: string): string => readFileSync(new URL(`${name}/${file}`, shared), 'utf8');
    return findingsOf(
      factsOf({
        jobs: read('systemctl_list_jobs.txt'),
        'sshd-properties': read('systemctl_show_sshd.txt'),
        'pre-nixos-status': read('systemctl_status_pre_nixos.txt'),
        'storage-status': read('storage_status.txt'),
        'networkctl-lan': read('networkctl_status_lan.txt'),
        'pre-nixos-journal': read('journalctl_pre_nixos.txt'),
      }),
    ).map(({ id }) => id);
  };

  test('show the deadlock where it was', () => {
    expect(session('2025-10-12T17-13-25Z-sshd-pre-nixos-deadlock')).toEqual([
      'deadlock:pre-nixos.service,sshd.service',
    ]);
  });

  test('show none where it was repaired', () => {
    expect(session('2025-10-19T00-12-43Z-sshd-pre-nixos-verification')).toEqual([]);
  });

  test('give nothing but the truth where their captures are shifted, echoed or eaten', () => {
    expect(session('2025-10-13T00-05-40Z-sshd-pre-nixos-debug')).toEqual([]);
  });
});
