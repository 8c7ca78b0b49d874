import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/core/findings/finding.ts';
import type { LocatedFailure, RunFacts } from '../../../src/core/findings/runFacts.ts';
import { factsOf, type TestOutput } from './factsOf.ts';
import { findingsOf, shownLines } from './findingsOf.ts';

const ended = {
  text: '',
  value: {
    Id: 'pre-nixos.service',
    LoadState: 'loaded',
    ActiveState: 'inactive',
    Job: '',
    ExecMainStartTimestampMonotonic: '8123',
  },
};
const card = (ifname: string, ...flags: string[]): TestOutput => ({
  text: `1: lo: <LOOPBACK,UP>\n2: ${ifname}: <${flags.join(',')}>\n`,
  value: [
    { ifindex: 1, ifname: 'lo', link_type: 'loopback', flags: ['LOOPBACK'] },
    { ifindex: 2, ifname, link_type: 'ether', flags },
  ],
});
const address = (...addresses: string[]): TestOutput => ({
  text: addresses.map((each) => `2: lan inet ${each}/24\n`).join(''),
  value: [{ addr_info: addresses.map((local) => ({ family: 'inet', local })) }],
});
const up = ['BROADCAST', 'UP', 'LOWER_UP'];

function check(
  name: string,
  outputs: Record<string, string | TestOutput>,
  expected: string[],
  others: Partial<RunFacts> = {},
): void {
  test(name, () => {
    const facts = factsOf(outputs, others);
    const findings = findingsOf(facts);
    expect(findings.map(({ id, severity }) => `${severity} ${id}`)).toEqual(expected);
    for (const finding of findings)
      expect(shownLines(facts, finding).filter((line) => line.endsWith('undefined'))).toEqual([]);
  });
}

describe('nothing asked', () => {
  check('gives no finding', {}, []);
});

describe('units', () => {
  const jobs = (seconds: number): string =>
    `JOB UNIT TYPE STATE\n7 cloud.service start running\n\n1 jobs listed.\n\nUp for ${seconds}.00 s.\n\n` +
    'Id=cloud.service\nActiveState=activating\nInactiveExitTimestampMonotonic=10000000\n\n' +
    'Processes of cloud.service:\n    PID    PPID STATE COMMAND\n    300       1 S     wget http://metadata\n';
  check('that start as fast as usual are none of our business', { jobs: jobs(35) }, []);
  check('that take longer are told with what they do', { jobs: jobs(75) }, ['warning unit-slow:cloud.service']);
  test('that take longer are given more time under emulation', () => {
    const host = { ...factsOf({}).host, accelerator: { kind: 'tcg', why: 'asked for' }, acceleratorChoice: 'tcg' };
    expect(findingsOf(factsOf({ jobs: jobs(75) }, { host }))).toEqual([]);
    expect(findingsOf(factsOf({ jobs: jobs(175) }, { host }))[0]?.title).toBe(
      'cloud.service has been starting for 165 s and runs “wget http://metadata” now',
    );
  });
  const bootUnits = (seconds: number, ...more: string[]): string =>
    `Uptime=${seconds}.00\n\nId=slow.service\nActiveState=activating\nInactiveExitTimestampMonotonic=10000000\n${more.join('\n')}\n`;
  check('that take longer are found without a job', { 'boot-units': bootUnits(75) }, [
    'warning unit-slow:slow.service',
  ]);
  check(
    'that are devices which udev never announces are not',
    { 'boot-units': bootUnits(300, 'SubState=tentative') },
    [],
  );
  check(
    'that have no job any more are not',
    { 'boot-units': bootUnits(75), jobs: { text: 'No jobs running.\n', askedAtMs: 5_000 } },
    [],
  );
  check(
    'that have been started since are not',
    { jobs: jobs(75), 'boot-units': 'Id=cloud.service\nActiveState=active\n' },
    [],
  );
  test('that wait long to be started again say so', () => {
    const [finding, ...others] = findingsOf(
      factsOf({ 'boot-units': bootUnits(75, 'SubState=auto-restart', 'NRestarts=1') }),
    );
    expect([finding?.title, others]).toEqual(['slow.service has been waiting for 65 s to be started again', []]);
    const often = bootUnits(75, 'SubState=auto-restart', 'NRestarts=4');
    expect(findingsOf(factsOf({ 'boot-units': often })).map(({ id }) => id)).toEqual(['unit-flapping:slow.service']);
  });
  const failed = (result: string): string =>
    `  UNIT LOAD ACTIVE SUB DESCRIPTION\n● a.service loaded failed failed A\n1 loaded units listed.\n\n` +
    `Id=a.service\nActiveState=failed\n${result}\n\nJournal of a.service:\nNov 26 11:00:00 nixos a[1]: no luck\n`;
  const title = (result: string): string | undefined =>
    findingsOf(factsOf({ 'failed-units': failed(result) }))[0]?.title;
  test('that failed say how', () => {
    expect(title('Result=exit-code\nExecMainCode=1\nExecMainStatus=3')).toBe('a.service failed: exit status 3');
    expect(title('Result=signal\nExecMainCode=2\nExecMainStatus=9')).toBe('a.service failed: signal 9');
    expect(title('Result=timeout\nExecMainCode=0\nExecMainStatus=0')).toBe('a.service failed: it ran out of its time');
    expect(title('Result=oom-kill')).toBe('a.service failed: the kernel killed it for want of memory');
    expect(findingsOf(factsOf({ 'failed-units': failed('Result=timeout') }))[0]?.explanation).toContain(
      '“a[1]: no luck”',
    );
  });
  const console = (title: string): LocatedFailure => ({
    failure: { kind: 'unitFailed', severity: 'error', title, trace: [title], byteStart: 0, byteEnd: 1 },
    firstLine: 4,
    lastLine: 4,
  });
  check(
    'that failed are told once, whatever the console says of them; others beside them',
    { 'failed-units': failed('Result=exit-code') },
    ['error console-unitFailed:Failed to start data.service - Data.', 'error unit-failed:a.service'],
    { failures: [console('Failed to start a.service - A.'), console('Failed to start data.service - Data.')] },
  );
  const journal = '\nJournal of cloud.service:\nNov 26 11:00:00 nixos wget[300]: Connecting to metadata\n';
  test('that take longer are told with what they said last', () => {
    const facts = factsOf({ jobs: jobs(75) + journal });
    const [finding] = findingsOf(facts);
    expect(finding?.explanation).toContain('The last that it said: “wget[300]: Connecting to metadata”');
    expect(shownLines(facts, finding).join('\n')).toContain('its journal: Nov 26 11:00:00 nixos wget[300]: Connecting');
  });
  test('are what they were when they were asked last', () => {
    const failedOnce = { 'failed-units': failed('Result=exit-code') };
    const since = { 'boot-units': 'Uptime=90\n\nId=a.service\nActiveState=active\nNRestarts=0\n' };
    expect(findingsOf(factsOf({ ...failedOnce, ...since }))).toEqual([]);
    expect(findingsOf(factsOf({ ...since, ...failedOnce }))).toHaveLength(1);
  });
  test('that a later list of failed units does not name have failed no more', () => {
    const boot = (askedAtMs: number): Record<string, TestOutput> => ({
      'boot-units': { text: 'Uptime=90\n\nId=a.service\nActiveState=failed\n', askedAtMs },
    });
    const none = { text: '  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.\n', askedAtMs: 5_000 };
    expect(findingsOf(factsOf({ ...boot(0), 'failed-units': none }))).toEqual([]);
    expect(findingsOf(factsOf({ 'failed-units': none, ...boot(9_000) }))).toHaveLength(1);
    expect(findingsOf(factsOf({ ...boot(0), 'failed-units': { ...none, text: 'UNIT\n' } }))).toHaveLength(1);
    expect(findingsOf(factsOf({ ...boot(0), 'failed-units': { ...none, exitStatus: 1 } }))).toHaveLength(1);
  });
  check(
    'that run again, but only just, are restarted again and again too',
    { 'boot-units': 'Uptime=90\n\nId=a.service\nActiveState=active\nNRestarts=4\n' },
    ['warning unit-flapping:a.service'],
  );
  test('that wait for their next start say what they said last', () => {
    const waiting = failed('NRestarts=5').replace(
      'ActiveState=failed',
      'ActiveState=activating\nSubState=auto-restart',
    );
    const [finding, ...others] = findingsOf(factsOf({ 'failed-units': waiting }));
    expect([finding?.id, others]).toEqual(['unit-flapping:a.service', []]);
    expect(finding?.explanation).toContain('“a[1]: no luck”');
  });
  check('that are restarted again and again', { 'sshd-properties': 'Id=sshd.service\nNRestarts=7\n' }, [
    'warning unit-flapping:sshd.service',
  ]);
  check('that are started again at each logout', { 'boot-units': 'Id=serial-getty@ttyS0.service\nNRestarts=3\n' }, []);
  check('that were restarted once', { 'sshd-properties': 'Id=sshd.service\nNRestarts=1\n' }, []);
});

describe('storage', () => {
  const disk = (more: object): TestOutput => ({
    text: 'NAME TYPE\nvda disk\n',
    value: {
      blockdevices: [{ name: 'vda', type: 'disk', size: 4_294_967_296, ro: false, rm: false, fstype: null, ...more }],
    },
  });
  const missing = { text: '', exitStatus: 1 };
  check('without a status after the end of pre-nixos', { 'pre-nixos-status': ended, 'storage-status': missing }, [
    'error storage-missing',
  ]);
  check('without a status in an image that is not of this kind', { 'storage-status': missing }, []);
  const running = { text: '', value: { ...ended.value, ActiveState: 'activating' } };
  check('without a status while pre-nixos still runs', { 'pre-nixos-status': running, 'storage-status': missing }, []);
  const asked = (output: TestOutput, askedAtMs: number): TestOutput => ({ ...output, askedAtMs });
  const missingAt = (askedAtMs: number): Record<string, TestOutput> => ({
    'storage-status': asked(missing, askedAtMs),
    'pre-nixos-status': asked(ended, 60_000),
  });
  check('without a status while pre-nixos still ran', missingAt(30_000), []);
  check('without a status after pre-nixos had ended', missingAt(60_000), ['error storage-missing']);
  test('without a status between the end of pre-nixos and the question about it', () => {
    // It ended 20 s before it was asked.
    const value = { ...ended.value, Uptime: '80.00', StateChangeTimestampMonotonic: '60000000' };
    const status = { 'pre-nixos-status': { text: '', value, askedAtMs: 60_000 } };
    const found = (askedAtMs: number): readonly Finding[] =>
      findingsOf(factsOf({ 'storage-status': asked(missing, askedAtMs), ...status }));
    expect(found(45_000)).toHaveLength(1);
    expect(found(35_000)).toEqual([]);
  });
  check(
    'said to be applied to a disk that was empty before',
    { 'storage-status': { text: 'STATE=applied\n', askedAtMs: 60_000 }, 'block-devices': disk({}) },
    [],
  );
  check('that could not be detected', { 'storage-status': 'STATE=plan-only\nDETAIL=detection-error\n' }, [
    'warning storage-plan-only',
  ]);
  check('that failed', { 'storage-status': 'STATE=failed\nDETAIL=auto-applied\n' }, ['error storage-failed']);
  test('that failed names the command that it gave up after', () => {
    const ended = (command: string, returncode: number): string =>
      `${JSON.stringify({ event: 'pre_nixos.storage.command.finished', command: [command], returncode })}\n`;
    const log = `${ended('mdadm', 1)}${ended('vgcreate', 5)}{"event": "pre_nixos.storage.status"}\n${ended('umount', 32)}`;
    const titles = [log, ended('mdadm', 1) + ended('vgcreate', 5)].map(
      (text) => findingsOf(factsOf({ 'storage-status': 'STATE=failed\n', 'actions-log': text }))[0]?.title,
    );
    const expected = 'Laying out the storage failed: “vgcreate” ended with 5';
    expect(titles).toEqual([expected, expected]);
  });
  check(
    'applied to disks that hold something',
    { 'storage-status': 'STATE=applied\n', 'block-devices': disk({ fstype: 'LVM2_member' }) },
    [],
  );
  check(
    'said to be applied to a disk that is empty',
    { 'storage-status': 'STATE=applied\n', 'block-devices': disk({}) },
    ['warning storage-contradiction'],
  );
  const devices = (...all: readonly object[]): TestOutput => ({
    text: 'NAME TYPE\nvda disk\n',
    value: { blockdevices: all.map((more) => ({ name: 'vda', type: 'disk', size: 4_294_967_296, ...more })) },
  });
  const lvm = (vg: readonly object[], lv: readonly object[]): Record<string, TestOutput> => ({
    'volume-groups': { text: 'VG\n', value: { report: [{ vg }] } },
    'logical-volumes': { text: 'LV\n', value: { report: [{ lv }] } },
  });
  const applied = (disks: TestOutput, more: Record<string, TestOutput> = {}): Record<string, string | TestOutput> => ({
    'storage-status': 'STATE=applied\n',
    'block-devices': disks,
    ...more,
  });
  const partitioned = { children: [{ name: 'vda1', type: 'part', fstype: null }] };
  const contradicted = ['warning storage-contradiction'];
  check(
    'said to be applied where only memory is used',
    applied(devices({}, { name: 'zram0', mountpoint: '[SWAP]' })),
    contradicted,
  );
  check(
    'said to be applied where only what was booted is used',
    applied(devices({}, { name: 'vdb', children: [{ name: 'vdb1', fstype: 'iso9660' }] })),
    contradicted,
  );
  check('said to be applied to partitions that hold nothing', applied(devices(partitioned), lvm([], [])), contradicted);
  const member = { children: [{ name: 'vda1', fstype: 'LVM2_member' }] };
  check('said to be applied to a group without volumes', applied(devices(member), lvm([{}], [])), contradicted);
  const early = lvm([], []);
  const atLast = { text: 'STATE=applied\n', askedAtMs: 100_000 };
  const seenAtLast = { ...devices(member), askedAtMs: 100_000 };
  check('applied since nobody saw a volume', { ...early, 'storage-status': atLast, 'block-devices': seenAtLast }, []);
  const volume = {
    children: [{ ...member.children[0], children: [{ name: 'main-data', type: 'lvm', fstype: null }] }],
  };
  check('applied to a volume that lsblk knows', applied(devices(volume), lvm([{}], [])), []);
  check('applied to a group with volumes', applied(devices(member), lvm([{}], [{}])), []);
  check(
    'applied to partitions with a file system',
    applied(devices({ children: [{ fstype: 'xfs' }] }), lvm([], [])),
    [],
  );
  check('applied to partitions that nobody has looked into', applied(devices(partitioned)), []);
  describe('that was only planned for existing storage', () => {
    const planned = (disks: Record<string, TestOutput>): Finding | undefined =>
      findingsOf(factsOf({ 'storage-status': 'STATE=plan-only\nDETAIL=existing-storage\n', ...disks }))[0];
    test('says what is on the disks', () => {
      const finding = planned({ 'block-devices': disk({ fstype: 'ext4' }) });
      expect(finding?.title).toMatch(/found storage that is in use \(existing-storage\)$/);
      expect(finding?.explanation).toContain('lsblk shows disks in use: vda (ext4).');
      expect(finding?.next).toContain('wipefs');
    });
    test('says that the disks are empty, and advises nobody to wipe them', () => {
      const finding = planned({ 'block-devices': disk({}) });
      expect(finding?.title).toMatch(
        /speaks of existing storage \(existing-storage\), but every disk is empty \(vda\)$/,
      );
      expect(finding?.next).not.toContain('wipefs');
    });
    test('says that there is no disk, and to give it one', () => {
      const finding = planned({ 'block-devices': { text: 'NAME\n', value: { blockdevices: [] } } });
      expect(finding?.title).toMatch(/speaks of existing storage \(existing-storage\), but there is no disk$/);
      expect(finding?.next).toContain('Give the VM a disk');
    });
    test('doubts nothing where nobody looked at the disks', () => {
      const unread = { 'block-devices': { text: 'NAME FSTYPE\nvda1 ext4\n' } };
      for (const finding of [planned({}), planned(unread)]) {
        expect(finding?.title).toMatch(/found storage that is in use \(existing-storage\)$/);
        expect(finding?.explanation).not.toContain('lsblk');
      }
    });
    test('doubts nothing where it may mean a disk that is left out', () => {
      const finding = planned({ 'block-devices': disk({ name: 'sda', rm: true }) });
      expect(finding?.title).toMatch(/found storage that is in use \(existing-storage\)$/);
      expect(finding?.explanation).toContain('lsblk shows no disk beside sda (removable,');
    });
  });
});

describe('network', () => {
  const loopback = {
    text: '1: lo: <LOOPBACK,UP>\n',
    value: [{ ifindex: 1, ifname: 'lo', link_type: 'loopback', flags: [] }],
  };
  check('without a card', { links: loopback }, ['error no-network-card']);
  check('without a card that nobody gave', { links: loopback }, [], {
    network: { kind: 'none', link: 'up', linkSinceMs: 0 },
  });
  check('with a card that was not renamed', { 'pre-nixos-status': ended, links: card('ens4', ...up) }, [
    'error lan-not-renamed',
  ]);
  const links = (askedAtMs: number, ifname: string, ...flags: string[]): Record<string, TestOutput> => ({
    links: { ...card(ifname, ...flags), askedAtMs },
  });
  const endedAt = (askedAtMs: number): Record<string, TestOutput> => ({ 'pre-nixos-status': { ...ended, askedAtMs } });
  check('with a card that was not renamed yet', { ...links(0, 'ens4', ...up), ...endedAt(60_000) }, []);
  const isDown = ['BROADCAST', 'MULTICAST'];
  check('with a card that nobody has set up', { ...endedAt(0), ...links(0, 'lan', ...isDown) }, ['error lan-not-up']);
  check('with a card that was not set up yet', { ...links(0, 'lan', ...isDown), ...endedAt(60_000) }, []);
  check('with a card of another image that is not up', links(0, 'lan', ...isDown), []);
  const noneYet = { ...links(0, 'lan', ...up), 'lan-address': address() };
  check('without a lease yet', { ...noneYet, ...endedAt(60_000) }, []);
  const replugged: Partial<RunFacts> = { network: { kind: 'user', link: 'up', linkSinceMs: 30_000 } };
  const noCarrier = ['UP', 'NO-CARRIER'];
  check('without a carrier before the cable was plugged in', links(0, 'lan', ...noCarrier), [], replugged);
  check('without a carrier since', links(30_000, 'lan', ...noCarrier), ['error no-carrier:lan'], replugged);
  const otherImage = { 'pre-nixos-status': { text: '', value: { Id: 'pre-nixos.service', LoadState: 'not-found' } } };
  const noneAt = (askedAtMs: number): Record<string, string | TestOutput> => ({
    ...otherImage,
    ...links(askedAtMs, 'lan', ...up),
    'lan-address': { ...address(), askedAtMs },
  });
  check('without a lease before the cable was plugged in', noneAt(29_000), [], replugged);
  check('without a lease a moment after', noneAt(31_000), [], replugged);
  check('without a lease a while after', noneAt(60_000), ['error no-lease'], replugged);
  check('without a lease, of which nobody knows whether pre-nixos still works', noneYet, []);
  check(
    'without a route before it had an address',
    { 'lan-address': { ...address('10.0.2.15'), askedAtMs: 60_000 }, routes: '10.0.2.0/24 dev lan\n' },
    [],
  );
  check(
    'without a route when its address was gone',
    { 'lan-address': address('10.0.2.15'), routes: { text: '', askedAtMs: 600_000 } },
    [],
  );
  check('with a card of another image', { links: card('ens4', ...up) }, []);
  check('without a carrier', { links: card('lan', 'UP', 'NO-CARRIER') }, ['error no-carrier:lan']);
  check('without a cable', { links: card('lan', 'UP', 'NO-CARRIER') }, ['info no-carrier:lan'], {
    network: { kind: 'user', link: 'down', linkSinceMs: 0 },
  });
  const software = (ifname: string, ...more: readonly object[]): TestOutput => ({
    text: `1: ${ifname}: <UP,NO-CARRIER>\n`,
    value: [{ ifindex: 1, ifname, link_type: 'ether', flags: ['UP', 'NO-CARRIER'] }, ...more],
  });
  const kind = (ifname: string, linkinfo: object): object => ({
    ifindex: 3,
    ifname,
    link_type: 'ether',
    flags: ['UP', 'NO-CARRIER'],
    linkinfo,
  });
  check('with bridges of software alone', { links: software('br0') }, ['error no-network-card']);
  check('with bridges of an ip that tells no kinds', { links: software('podman0', kind('lxcbr0', {})) }, [
    'error no-network-card',
  ]);
  check('with a bridge of any name', { links: software('br0', kind('home', { info_kind: 'bridge' })) }, [
    'error no-network-card',
  ]);
  check('with a card in a bridge', { links: software('br0', kind('ens4', { info_slave_kind: 'bridge' })) }, [
    'error no-carrier:ens4',
  ]);
  const bridgedLan = software('ens4', kind('lan', { info_kind: 'bridge' }));
  check('with a bridge that is called lan', { 'pre-nixos-status': ended, links: bridgedLan }, [
    'error no-carrier:ens4',
  ]);
  check('without a lease', { 'pre-nixos-status': ended, links: card('lan', ...up), 'lan-address': address() }, [
    'error no-lease',
  ]);
  check('without a route', { 'lan-address': address('10.0.2.15'), routes: '10.0.2.0/24 dev lan\n' }, [
    'warning no-route',
  ]);
  check('with a route', { 'lan-address': address('10.0.2.15'), routes: 'default via 10.0.2.2 dev lan\n' }, []);
  const networkctl = (state: string, ...lines: string[]): string =>
    `● 2: lan\n  State: ${state}\n${lines.join('\n')}\n`;
  check(
    'on which networkctl and ip disagree',
    {
      'lan-address': address('10.0.2.99'),
      'networkctl-lan': networkctl('routable (configured)', '  Address: 10.0.2.15'),
    },
    ['warning network-disagreement'],
  );
  check(
    'on which networkctl knows only an address that begins alike',
    {
      'lan-address': address('10.0.2.1'),
      'networkctl-lan': networkctl('routable (configured)', '  Address: 10.0.2.15 (DHCP4 via 10.0.2.2)'),
    },
    ['warning network-disagreement'],
  );
  check(
    'on which networkctl and ip agree',
    {
      'lan-address': address('10.0.2.15'),
      'networkctl-lan': networkctl('routable (configured)', '  Address: 10.0.2.15 (DHCP4 via 10.0.2.2)'),
    },
    [],
  );
  test('without a lease shows what was said of lan', () => {
    const journal = 'eth1: DHCPv4 lease lost\nlan: DHCPv4 connection timed out\n';
    const facts = factsOf({ ...noneAt(0), 'networkd-journal': journal });
    expect(shownLines(facts, findingsOf(facts)[0])).toContain(
      'what systemd-networkd says: lan: DHCPv4 connection timed out',
    );
  });
  check(
    'that is being configured',
    { 'lan-address': address('10.0.2.99'), 'networkctl-lan': networkctl('carrier (configuring)') },
    [],
  );
});

describe('sshd', () => {
  const sshd = (ActiveState: string): TestOutput => ({
    text: '',
    value: { Id: 'sshd.service', LoadState: 'loaded', ActiveState, Job: '' },
  });
  const access = (root: string, password: string, keys: number): string =>
    `permitrootlogin ${root}\npasswordauthentication ${password}\npermitemptypasswords no\nkeys /root/.ssh/authorized_keys ${keys}\npassword root set\npassword guest empty\n`;
  const journal =
    'Nov 26 11:00:00 nixos pre-nixos-start[1]: {"authorized_keys_path": "/root/.ssh/authorized_keys", "event": "x"}\n';
  check('that nobody starts', { 'pre-nixos-status': ended, 'sshd-status': sshd('inactive') }, [
    'error sshd-not-running',
  ]);
  const boot = (ActiveState: string): string => `Uptime=90\n\nId=sshd.service\nActiveState=${ActiveState}\n`;
  const bootFirst = { 'pre-nixos-status': ended, 'boot-units': boot('inactive'), 'sshd-status': sshd('inactive') };
  check('that nobody starts, of which two answers tell', bootFirst, ['error sshd-not-running']);
  check(
    'that runs, as the later of two answers tells',
    { 'pre-nixos-status': ended, 'sshd-status': sshd('inactive'), 'boot-units': boot('active') },
    [],
  );
  check(
    'that nobody had started yet',
    { 'sshd-status': sshd('inactive'), 'pre-nixos-status': { ...ended, askedAtMs: 60_000 } },
    [],
  );
  check('that runs', { 'pre-nixos-status': ended, 'sshd-status': sshd('active') }, []);
  check('that lets root in with a password', { 'ssh-access': access('yes', 'yes', 1) }, ['warning ssh-password-login']);
  const interactive = (...lines: string[]): Record<string, string> => ({
    'ssh-access': `${access('yes', 'no', 1)}kbdinteractiveauthentication yes\n${lines.map((line) => `${line}\n`).join('')}`,
  });
  const isOpen = ['warning ssh-password-login'];
  check('that lets PAM ask for a password', interactive('usepam yes', 'authenticationmethods any'), isOpen);
  check('that asks without PAM', interactive('usepam no'), []);
  check(
    'that lets PAM ask as one of two ways',
    interactive('usepam yes', 'authenticationmethods publickey keyboard-interactive:pam'),
    isOpen,
  );
  check(
    'that wants a key beside the password',
    interactive('usepam yes', 'authenticationmethods publickey,keyboard-interactive'),
    [],
  );
  check('that takes passwords of nobody', { 'ssh-access': access('without-password', 'yes', 1) }, []);
  check('that takes keys alone', { 'ssh-access': access('yes', 'no', 1) }, []);
  check(
    'without the key that was written',
    { 'sshd-status': sshd('active'), 'ssh-access': access('without-password', 'no', 0), 'pre-nixos-journal': journal },
    ['error ssh-key-missing'],
  );
  check(
    'without the key that was written later',
    {
      'sshd-status': sshd('active'),
      'ssh-access': access('without-password', 'no', 0),
      'pre-nixos-journal': { text: journal, askedAtMs: 60_000 },
    },
    [],
  );
  check(
    'without a key that nobody speaks of',
    { 'sshd-status': sshd('active'), 'ssh-access': access('without-password', 'no', 0) },
    [],
  );
});

describe('the host', () => {
  const { host } = factsOf({});
  const tcg = { ...host, accelerator: { kind: 'tcg', why: 'emulation, because KVM fails' } };
  check('that emulates although it has KVM', {}, ['info emulated-though-kvm'], { host: tcg });
  check('that was asked to emulate', {}, [], { host: { ...tcg, acceleratorChoice: 'tcg' } });
  check('that has no KVM', {}, [], { host: { ...tcg, kvm: 'absent' } });
  check('whose port is taken', {}, ['error host-port-taken'], {
    host: {
      ...host,
      troubles: [{ kind: 'port-taken', sentence: 'Port 1 is taken.', next: 'Take another.', file: null }],
    },
  });
});

describe('the console', () => {
  const failure = (
    kind: LocatedFailure['failure']['kind'],
    title: string,
    severity: 'fatal' | 'warning' = 'fatal',
  ): LocatedFailure => ({
    failure: { kind, severity, title, trace: [title], byteStart: 0, byteEnd: 1, atMs: 1500 },
    firstLine: 40,
    lastLine: 60,
  });
  check('a panic', {}, ['error console-kernelPanic:Kernel panic: x'], {
    failures: [failure('kernelPanic', 'Kernel panic: x')],
  });
  check('the unmounting that no live system can do', {}, [], {
    failures: [failure('unitFailed', 'Failed unmounting run-live-medium.mount', 'warning')],
  });
  test('a dependency that failed elsewhere is not laid at the door of what failed before it', () => {
    const cause = failure('deviceTimeout', 'Timed out waiting for device vdb');
    const other = { ...failure('dependencyFailed', 'Dependency failed for x.mount - X'), firstLine: 62, lastLine: 62 };
    const next = { ...other, firstLine: 61, lastLine: 61 };
    expect(findingsOf(factsOf({}, { failures: [cause, other] }))).toHaveLength(2);
    expect(findingsOf(factsOf({}, { failures: [cause, next] }))).toHaveLength(1);
    expect(findingsOf(factsOf({}, { failures: [failure('oops', 'Oops'), next] }))).toHaveLength(2);
  });
  test('the same thing twice is one finding with two places', () => {
    const failures = [failure('oops', 'Oops'), failure('oops', 'Oops')];
    const [finding, ...others] = findingsOf(factsOf({}, { failures }));
    expect(others).toEqual([]);
    expect(finding?.evidence).toEqual([
      { file: 'serial.txt', firstLine: 40, lastLine: 60, what: 'the console, 21 lines' },
      { file: 'serial.txt', firstLine: 40, lastLine: 60, what: 'the console, 21 lines' },
    ]);
  });
  test('a pattern of the profile says what the profile says', () => {
    const own = {
      ...failure('custom', 'Disko gave up'),
      explanation: 'Its cache is gone.',
      next: 'Look at the mirror.',
    };
    expect(findingsOf(factsOf({}, { failures: [own] }))[0]).toMatchObject({
      explanation: 'Its cache is gone. The console showed it 1.5 s after the start.',
      next: 'Look at the mirror.',
    });
  });
});

describe('rules of a profile', () => {
  const rule = {
    probe: 'kernel-log',
    pattern: 'nvme\\d: I/O timeout',
    title: 'The NVMe disk hangs',
    severity: 'warning' as const,
  };
  test('point at the lines that match', () => {
    const facts = factsOf(
      { 'kernel-log': 'a\n[1.0] nvme0: I/O timeout\nb\n[2.0] nvme0: I/O timeout\n' },
      { profileRules: [rule] },
    );
    const [finding] = findingsOf(facts);
    expect(finding).toMatchObject({
      // Not by its place in the profile: a comparison knows it again.
      id: 'profile:kernel-log:The NVMe disk hangs',
      kind: 'profile',
      severity: 'warning',
      title: 'The NVMe disk hangs',
    } satisfies Partial<Finding>);
    expect(finding?.evidence.map(({ firstLine }) => firstLine)).toEqual([2, 4]);
  });
  check('are silent where nothing matches', { 'kernel-log': 'fine\n' }, [], { profileRules: [rule] });
});

test('the gravest comes first', () => {
  const findings = findingsOf(
    factsOf({ 'storage-status': 'STATE=plan-only\n', links: card('lan', 'UP', 'NO-CARRIER') }),
  );
  expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning']);
});
