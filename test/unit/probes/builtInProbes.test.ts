import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtInProbes } from '../../../src/core/probes/builtInProbes.ts';
import { builtInWaits } from '../../../src/core/probes/builtInWaits.ts';
import { probeGroups } from '../../../src/core/probes/probe.ts';
import { runProbe } from '../../../src/core/probes/runProbe.ts';
import { LocalChannel } from './localChannel.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'probes-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A program that stands in the way of the system's own. */
async function stub(folderName: string, name: string, script: string): Promise<string> {
  const binaries = join(folder, folderName);
  await mkdir(binaries, { recursive: true });
  await writeFile(join(binaries, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(binaries, name), 0o755);
  return binaries;
}

function probeNamed(id: string): (typeof builtInProbes)[number] {
  const probe = builtInProbes.find((each) => each.id === id);
  if (probe === undefined) throw new Error(`no probe ${id}`);
  return probe;
}

test('ids are unique and can name files; groups and times are sound', () => {
  const ids = builtInProbes.map((probe) => probe.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(builtInWaits.map((wait) => wait.id)).size).toBe(builtInWaits.length);
  for (const { id, group, title, timeoutMs } of builtInProbes) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(probeGroups).toContain(group);
    expect(title).not.toBe('');
    expect(timeoutMs).toBeGreaterThanOrEqual(10_000);
  }
});

test('every command is POSIX sh', () => {
  for (const { id, command, reading } of builtInProbes) {
    for (const script of [command, reading?.command].filter((each) => each !== undefined)) {
      const { status, stderr } = spawnSync('sh', ['-n', '-c', script], { encoding: 'utf8' });
      expect({ id, status, stderr }).toEqual({ id, status: 0, stderr: '' });
    }
  }
});

test('only three expect something, so that a guest without LVM, RAID or sshd is none the worse for it', () => {
  const expecting = builtInProbes.filter((probe) => probe.expectation !== undefined).map((probe) => probe.id);
  expect(expecting).toEqual(['pre-nixos-status', 'lan-address', 'storage-status']);
});

test('in a guest without any tool each probe answers with that', async () => {
  const empty = join(folder, 'empty');
  await mkdir(empty);
  // Only what /bin/sh has built in can be found.
  const channel = new LocalChannel({ environment: { HOME: empty } });
  const run = channel.run.bind(channel);
  channel.run = async (request) =>
    await run(
      'script' in request.command
        ? { ...request, command: { argv: ['/bin/sh', '-c', `PATH=${empty}; ${request.command.script}`] } }
        : request,
    );
  for (const probe of builtInProbes) {
    const { answer, expectation, reading } = await runProbe(probe, channel);
    expect({ id: probe.id, exitStatus: answer.exitStatus }).toEqual({ id: probe.id, exitStatus: 127 });
    expect(`${answer.stdout.toString()}${answer.stderr.toString()}`).toContain('not found');
    if (expectation !== null) expect(expectation.state).toBe('unknown');
    if (reading !== null) expect(reading.result).toMatchObject({ ok: false });
  }
});

describe('pre-nixos-status', () => {
  const right = 'LoadState=loaded ActiveState=inactive Result=success ExecMainStartTimestampMonotonic=8123 Job=';
  const check = (name: string, change: string, state: string, found = ''): void => {
    test(`${name} → ${state}`, async () => {
      const properties = new Map(
        [right, change]
          .join(' ')
          .trim()
          .split(' ')
          .map((pair) => pair.split('=') as [string, string]),
      );
      const lines = [...properties].map(([key, value]) => `${key}=${value}`);
      const binaries = await stub(
        `status-${name.replaceAll(' ', '-')}`,
        'systemctl',
        `printf '%s\\n' ${lines.join(' ')}`,
      );
      const { expectation } = await runProbe(probeNamed('pre-nixos-status'), new LocalChannel({ binaries }));
      expect(expectation).toMatchObject(found === '' ? { state } : { state, found });
    });
  };
  check('it ran and succeeded', '', 'met');
  check('it still runs', 'ActiveState=activating', 'unmet', 'ActiveState is activating');
  check('it failed', 'ActiveState=failed Result=exit-code', 'unmet', 'ActiveState is failed, Result is exit-code');
  check(
    'it is not there',
    'LoadState=not-found ExecMainStartTimestampMonotonic=0',
    'unmet',
    'LoadState is not-found, ExecMainStartTimestampMonotonic is 0',
  );
  check('it never ran', 'ExecMainStartTimestampMonotonic=0', 'unmet', 'ExecMainStartTimestampMonotonic is 0');
});

test('lan-address takes what ip prints, and its error as an answer', async () => {
  const probe = probeNamed('lan-address');
  const address = `echo '[{"ifindex":2,"ifname":"lan","addr_info":[{"family":"inet","local":"10.0.2.15","prefixlen":24}]}]'`;
  const run = async (name: string, script: string): Promise<unknown> =>
    (await runProbe(probe, new LocalChannel({ binaries: await stub(name, 'ip', script) }))).expectation;
  expect(await run('ip-right', address)).toMatchObject({ state: 'met' });
  expect(await run('ip-none', `echo '[{}]'`)).toMatchObject({ state: 'unmet', found: 'no 0.addr_info.0.local' });
  expect(await run('ip-no-lan', `echo 'Device "lan" does not exist.' >&2; exit 1`)).toMatchObject({
    state: 'unmet',
    found: 'Device "lan" does not exist. (exit status 1)',
  });
});

test("ssh-access counts authorized keys without the run's own, and tells how a password could open", async () => {
  const keys = join(folder, 'authorized_keys');
  await writeFile(
    keys,
    '# ssh-rsa A x\nssh-rsa B somebody\nssh-ed25519 C boot-image-vm\nssh-rsa D not-boot-image-vm\n',
  );
  const settings = 'port 22\\nusepam yes\\nkbdinteractiveauthentication yes\\nauthenticationmethods any\\n';
  const binaries = await stub('sshd', 'sshd', `printf '${settings}authorizedkeysfile %s\\n' '${keys}'`);
  const { answer } = await runProbe(probeNamed('ssh-access'), new LocalChannel({ binaries }));
  expect(answer.stdout.toString()).toMatch(
    /^usepam yes\nkbdinteractiveauthentication yes\nauthenticationmethods any\nkeys \S+ 2\n/,
  );
});

describe('the processes of a unit', () => {
  test('are told with their whole command lines, quotes and backslashes too', async () => {
    const odd = 'say "\\ ü';
    const child = spawn('sh', ['-c', 'read line', odd], { stdio: ['pipe', 'ignore', 'ignore'] });
    try {
      // The whole machine is the unit's control group, and `find` finds this one process in it.
      const binaries = await stub('processes', 'systemctl', 'echo ControlGroup=/');
      await stub('processes', 'find', `echo ${child.pid ?? 0}`);
      const channel = new LocalChannel({ binaries });
      const { answer, reading } = await runProbe(probeNamed('pre-nixos-processes'), channel);
      expect(answer.stdout.toString()).toMatch(
        /^ +PID +PPID STATE COMMAND\n +\d+ +\d+ \S+ +sh -c read line say "\\ ü\n$/,
      );
      const command = `sh -c read line ${odd}`;
      expect(reading?.result).toMatchObject({ ok: true, value: [{ pid: child.pid, ppid: process.pid, command }] });
    } finally {
      child.kill();
    }
  });

  test('of a unit that has none is said in words', async () => {
    const binaries = await stub('no-processes', 'systemctl', 'echo ControlGroup=');
    const { answer, reading } = await runProbe(probeNamed('pre-nixos-processes'), new LocalChannel({ binaries }));
    expect(answer.stdout.toString()).toBe('pre-nixos.service has no processes.\n');
    expect(reading?.result).toEqual({ ok: true, value: [] });
  });
});
