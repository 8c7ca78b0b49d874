import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { vmStop } from '../../../src/host/protocol/protocol.ts';
import type { VmEnd } from '../../../src/host/protocol/vmState.ts';
import { runCli } from './runCli.ts';
import { type ScriptedHost, scriptedHost } from '../../unit/host/scriptedHost.ts';
import { type StandInHost, startStandInHost } from '../../unit/host/standInHost.ts';
import { vmState } from '../../unit/host/vmState.ts';

const end: VmEnd = { cause: 'requested', sentence: 'Stopped on request.', exitCode: 0, signal: null };
let host: ScriptedHost;

let mute: StandInHost | undefined;

afterEach(() => {
  host.close();
  mute?.end();
  mute = undefined;
});

/** A second VM whose host lives but does not answer. */
function registerMuteVm(): void {
  const folder = join(host.folder, 'boot-image-vm', 'vm-2');
  mkdirSync(folder);
  mute = startStandInHost(folder);
  const facts = { id: 'vm-2', profile: 'mute', runFolder: '/mute', hostPid: mute.pid, socketPath: '/nowhere' };
  writeFileSync(join(folder, 'vm.json'), JSON.stringify({ ...facts, startedAt: '2025-10-12T02:00:00.000Z' }));
}

describe('list', () => {
  it('is an array of VMs with --json, those included that do not answer', async () => {
    host = await scriptedHost(vmState({ phase: 'ready', channel: { state: 'ready', kind: 'virtio' } }));
    registerMuteVm();
    const { exitStatus, stdout } = await runCli(['list', '--json'], host.env);
    expect(exitStatus).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { id: 'vm-1', profile: 'sample-applied', phase: 'ready', channel: 'virtio', runFolder: host.folder, qemuPid: 2 },
      { id: 'vm-2', profile: 'mute', phase: 'unknown', channel: 'unknown', runFolder: '/mute', hostPid: mute?.pid },
    ]);
  });

  it('is a table for people', async () => {
    host = await scriptedHost(vmState({ phase: 'bootLoader' }));
    const { stdout } = await runCli(['list'], host.env);
    expect(stdout).toMatch(/^VM +Profile +Phase .*\n-.*\nvm-1 +sample-applied +boot loader +waiting .*\n$/);
  });
});

describe('the VM argument', () => {
  it('may be left out when one VM runs, which is then named', async () => {
    host = await scriptedHost(vmState(), (connection) => {
      connection.onRequest(vmStop, () => vmState({ end, runFolder: '/done' }));
    });
    expect(await runCli(['stop'], host.env)).toEqual({
      exitStatus: 0,
      stdout: 'VM vm-1: Stopped on request.\nRun folder: /done\n',
      stderr: 'VM vm-1 (sample-applied).\n',
    });
  });

  it('is asked for when more run', async () => {
    host = await scriptedHost(vmState());
    registerMuteVm();
    const { exitStatus, stderr } = await runCli(['stop', '.'], host.env);
    expect(stderr).toBe('VM expects an id because 2 VMs run, got none: vm-1 (sample-applied), vm-2 (mute).\n');
    expect(exitStatus).toBe(2);
  });

  it('that no VM has is told with those there are', async () => {
    host = await scriptedHost(vmState());
    const { exitStatus, stderr } = await runCli(['attach', 'x'], host.env);
    expect(stderr).toMatch(/"x".*vm-1/);
    expect(exitStatus).toBe(2);
  });
});

describe('stop', () => {
  it('prints how the VM ended with --json', async () => {
    let kill: boolean | undefined;
    host = await scriptedHost(vmState(), (connection) => {
      connection.onRequest(vmStop, (params) => {
        kill = params.kill;
        return vmState({ end, runFolder: '/done' });
      });
    });
    const { stdout } = await runCli(['stop', 'vm-1', '--kill', '--json'], host.env);
    expect(JSON.parse(stdout)).toEqual({ id: 'vm-1', runFolder: '/done', end });
    expect(kill).toBe(true);
  });
});
