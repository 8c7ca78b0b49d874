import { afterEach, expect, test } from 'vitest';
import { VmSessions } from '../../../../src/vscode/vms/vmSessions.ts';
import { TestHost } from '../testHost.ts';

const hosts: TestHost[] = [];
const opened: VmSessions[] = [];

afterEach(() => {
  for (const each of [...opened.splice(0), ...hosts.splice(0)]) each.dispose();
});

function host(state: ConstructorParameters<typeof TestHost>[0] = {}): TestHost {
  const result = new TestHost(state);
  hosts.push(result);
  return result;
}

/** Sessions that find the given hosts, and a record of what they told; one named `gone` is listed and not there. */
function sessionsFinding(...found: TestHost[]): { sessions: VmSessions; told: string[] } {
  const told: string[] = [];
  const finder = {
    listVms: async () => await Promise.resolve(found.map(({ state }) => ({ id: state.id }))),
    connectVm: async (id: string) => {
      const vm = found.find(({ state }) => state.id === id);
      if (vm === undefined || id === 'gone') throw new Error('no such VM');
      return await vm.connect();
    },
  };
  const sessions = new VmSessions(finder, (message) => told.push(message));
  opened.push(sessions);
  sessions.onListChanged(() => told.push('list'));
  sessions.onSessionChanged(({ state }) => told.push(`${state.id} ${state.phase}`));
  return { sessions, told };
}

test('VMs that run already are found once, however often they are looked for', async () => {
  const vm = host();
  const { sessions, told } = sessionsFinding(vm);
  await Promise.all([sessions.findRunning(), sessions.findRunning()]);
  await sessions.findRunning();
  expect(sessions.running.map(({ id }) => id)).toEqual(['vm1']);
  expect(told).toEqual(['list']);
  expect(vm.connections).toBe(1);
});

test('a VM that cannot be reached does not hide the others', async () => {
  const { sessions, told } = sessionsFinding(host({ id: 'gone' }), host({ id: 'vm2' }));
  await sessions.findRunning();
  expect(sessions.all.map(({ id }) => id)).toEqual(['vm2']);
  expect(told[0]).toMatch(/^VM gone could not be reached: /);
});

test('a VM that has ended is not offered as running', async () => {
  const end = { cause: 'requested', sentence: 'Stopped.', exitCode: 0, signal: null } as const;
  const { sessions } = sessionsFinding(host({ end }));
  await sessions.findRunning();
  expect(sessions.all).toEqual([]);
});

test('changes are told, and an ended VM stays on the list until it is removed', async () => {
  const vm = host();
  const { sessions, told } = sessionsFinding(vm);
  await sessions.findRunning();
  await vm.tell({ phase: 'stopped', end: { cause: 'requested', sentence: 'Stopped.', exitCode: 0, signal: null } });
  await expect.poll(() => told).toEqual(['list', 'vm1 stopped', 'list']);
  vm.die();
  expect(sessions.running).toEqual([]);
  expect(sessions.get('vm1')?.state.end?.sentence).toBe('Stopped.');
  sessions.remove('vm1');
  expect(sessions.all).toEqual([]);
});

test('a host that dies without a word is an end too, and is looked for, which completes its run', async () => {
  const vm = host({ probes: [] });
  const { sessions, told } = sessionsFinding(vm);
  await sessions.findRunning();
  vm.die();
  const unreached = expect.stringMatching(/^VM vm1 could not be reached/) as string;
  await expect.poll(() => told).toEqual(['list', 'vm1 stopped', 'list', unreached]);
  expect(sessions.get('vm1')?.state.end?.cause).toBe('hostFailure');
});

test('of one profile, VMs that run at the same time have names of their own, and those that run come first', async () => {
  const [one, two] = [host(), host({ id: 'vm2' })];
  const { sessions } = sessionsFinding(one, two);
  await sessions.findRunning();
  const listed = (): string[] => sessions.all.map(({ name, id }) => `${name}: ${id}`);
  expect(listed()).toEqual(['sample-applied: vm1', 'sample-applied (2): vm2']);
  one.die();
  await expect.poll(listed).toEqual(['sample-applied (2): vm2', 'sample-applied: vm1']);
  sessions.add(await host({ id: 'vm3' }).connect());
  expect(listed()).toEqual(['sample-applied (2): vm2', 'sample-applied: vm3', 'sample-applied: vm1']);
});

test('a second connection to a known VM is let go', async () => {
  const vm = host();
  const { sessions } = sessionsFinding(vm);
  await sessions.findRunning();
  const session = sessions.add(await vm.connect());
  expect(session).toBe(sessions.get('vm1'));
  await expect.poll(() => vm.connections).toBe(1);
});

test('disposing lets the VMs go', async () => {
  const vm = host();
  const { sessions } = sessionsFinding(vm);
  await sessions.findRunning();
  sessions.dispose();
  await expect.poll(() => vm.connections).toBe(0);
});
