import type { Command } from 'commander';
import { toolVersion } from '../host/toolVersion.ts';
import { quietCommand } from './verbCommand.ts';
import type { RunVerb } from './verbContext.ts';
import { attachVerb } from './verbs/attach.ts';
import { checkpointVerb } from './verbs/checkpoint.ts';
import { captureVerb } from './verbs/capture.ts';
import { compareVerb } from './verbs/compare.ts';
import { controlVerb } from './verbs/control.ts';
import { execVerb } from './verbs/exec.ts';
import { harnessVerb } from './verbs/harness.ts';
import { inspectVerb } from './verbs/inspect.ts';
import { journalVerb } from './verbs/journal.ts';
import { launchVerb } from './verbs/launch.ts';
import { listVerb } from './verbs/list.ts';
import { probeVerb } from './verbs/probe.ts';
import { runsVerb } from './verbs/runs.ts';
import { sshVerb } from './verbs/ssh.ts';
import { stopVerb } from './verbs/stop.ts';

const exitStatuses = `
Exit status:
  0  done, and expectations met
  1  an expectation was not met; compare: something got worse
  2  wrong usage or profile
  3  the VM failed (panic, no login, QEMU gone); its run folder is complete
  4  this machine lacks something (QEMU, an image), named with the fix
  130  interrupted
exec ends with the guest's exit status, or 124 when the time is up; harness with the harness's.`;

/** @param guestCommand what followed `--` on the command line of `exec` or `harness` */
export function createProgram(guestCommand: readonly string[] | undefined, run: RunVerb): Command {
  const program = quietCommand('boot-image')
    .usage('<verb> [options]')
    .description('Boot an installer ISO or live image in QEMU, ask the guest what is wrong, keep the evidence.')
    .version(toolVersion, '--version', 'show the version')
    .helpCommand(false)
    .addHelpText('after', exitStatuses);
  const verbs = [
    captureVerb(run),
    launchVerb(run),
    listVerb(run),
    attachVerb(run),
    execVerb(guestCommand, run),
    probeVerb(run),
    journalVerb(run),
    sshVerb(run),
    controlVerb(run),
    checkpointVerb(run),
    stopVerb(run),
    inspectVerb(run),
    harnessVerb(guestCommand, run),
    compareVerb(run),
    runsVerb(run),
  ];
  for (const verb of verbs) program.addCommand(verb);
  return program;
}
