import { afterEach, expect, test } from 'vitest';
import { ProbeRunner } from '../../../../src/vscode/vms/probeRunner.ts';
import { VmSession } from '../../../../src/vscode/vms/vmSession.ts';
import { TestHost } from '../testHost.ts';

const never = new AbortController().signal;
let host: TestHost;

afterEach(() => host.dispose());

test('two clicks on one probe run it once and both get the answer; a later one runs it again', async () => {
  host = new TestHost();
  const session = new VmSession(await host.connect(), 'sample-applied');
  const runner = new ProbeRunner();
  const [one, other] = await Promise.all([runner.run(session, 'lsblk', never), runner.run(session, 'lsblk', never)]);
  expect(one).toBe(other);
  expect(host.probesRun).toBe(1);
  await runner.run(session, 'lsblk', never);
  expect(host.probesRun).toBe(2);
});

test('running all tells how many have answered and keeps the errors', async () => {
  host = new TestHost();
  const session = new VmSession(await host.connect(), 'sample-applied');
  const done: number[] = [];
  const options = { signal: never, answered: (count: number) => void done.push(count) };
  expect((await new ProbeRunner().runAll(session, ['a', 'b', 'c'], options)).errors).toEqual([]);
  expect(done).toEqual([1, 2, 3]);
  host.die();
  await expect.poll(() => session.isRunning).toBe(false);
  expect((await new ProbeRunner().runAll(session, ['a', 'b'], options)).errors).toHaveLength(2);
});
