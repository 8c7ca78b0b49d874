import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { nixBuildLog } from '../../core/artefacts/nixBuildLog.ts';
import { RunFolder } from '../../core/artefacts/runFolder.ts';
import { messageOf } from '../../core/common/userError.ts';
import { checkpointStore } from '../checkpoint/checkpointStore.ts';
import { RunConsole } from '../console/runConsole.ts';
import type { SshKey } from '../../core/ssh/makeSshKey.ts';
import { FindingsDesk } from '../guest/findingsDesk.ts';
import { prepareSshKey, SshDesk } from '../guest/sshDesk.ts';
import type { HostSpec } from '../hostSpec.ts';
import { beginMachine } from '../machine/beginMachine.ts';
import type { VmFolder } from '../registry/vmFolder.ts';
import { writeOwner } from '../registry/vmOwner.ts';
import { toolVersion } from '../toolVersion.ts';
import { startTrouble } from '../machine/startTrouble.ts';
import type { StartedVm } from './vmParts.ts';

/**
 * Makes the run folder and starts the machine, its console recorded from the first byte.
 *
 * Errors: UserError if the run folder cannot be made or QEMU does not start; what was made is then left for evidence.
 */
export async function startVm(wish: HostSpec, folder: VmFolder): Promise<StartedVm> {
  const startedAt = new Date();
  const runFolder = await RunFolder.create({
    capturesFolder: wish.capturesFolder,
    ...(wish.runFolder === undefined ? {} : { path: wish.runFolder }),
    profileName: wish.profile.name,
    startedAt,
    toolVersion,
    // Before there is anything in it that would have to be completed.
    onMade: (path) => writeOwner(folder, { hostPid: process.pid, runFolder: path }),
  });
  runFolder.log(`launched by ${wish.client}: ${wish.image}`);
  if (wish.build !== undefined) copyFileSync(wish.build.logFile, join(runFolder.path, nixBuildLog));
  for (const warning of wish.warnings) runFolder.log(`warning: ${warning}`);
  const log = (line: string): void => runFolder.log(line);
  const console = new RunConsole({
    runFolder: runFolder.path,
    title: wish.image,
    startedAt,
    watch: { patterns: wish.profile.consoleFailures },
    onProblem: log,
  });
  try {
    const { profile, sshKeyFile: keyFile } = wish;
    const store = checkpointStore(wish.checkpointLimitBytes);
    let key: Promise<SshKey> | undefined;
    const begun = await beginMachine({
      spec: wish,
      folder,
      runFolder: runFolder.path,
      console,
      store,
      log,
      whileStarting: () => {
        key ??= prepareSshKey({ folder: folder.path, network: profile.network, keyFile });
      },
    });
    const spec = { ...wish, accelerator: begun.accelerator };
    const { forwards } = begun.machine;
    const ssh = await SshDesk.create({ folder: folder.path, forwards, key, log });
    const { hub, recorder } = console;
    return { spec, folder, runFolder, hub, recorder, begun, ssh, store, startedAt };
  } catch (error) {
    console.end();
    const { recorder } = console;
    const sentence = messageOf(error);
    const findings = new FindingsDesk({ runFolder, recorder, profile: wish.profile, accelerator: wish.accelerator });
    await findings.end(startTrouble(error));
    await runFolder.finish({ cause: 'hostFailure', sentence, exitCode: null, signal: null });
    throw error;
  }
}
