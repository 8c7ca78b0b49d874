import { expect, test } from 'vitest';
import { commandLineOf } from '../../../src/core/common/commandLineOf.ts';
import { runsGoingOn } from '../../../src/host/registry/runsGoingOn.ts';
import { makeVmFolder } from '../../../src/host/registry/vmFolder.ts';
import { writeOwner } from '../../../src/host/registry/vmOwner.ts';
import { temporaryFolder } from '../artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();

test('a run goes on as long as the program that runs its harness', () => {
  const runtime = temporary.path;
  const commandLine = commandLineOf(process.pid) ?? '';
  const enter = (id: string, runFolder: string | null, ofProcess: string): void =>
    writeOwner(makeVmFolder(runtime, id), { hostPid: process.pid, runFolder, commandLine: ofProcess });
  enter('harness-1', '/runs/going-on', commandLine);
  enter('harness-2', '/runs/killed', 'another program that had this number');
  enter('harness-3', null, commandLine);
  makeVmFolder(runtime, 'starting');
  expect([...runsGoingOn(runtime)]).toEqual(['/runs/going-on']);
});
