import { type Command, Option } from 'commander';
import type { VmClient } from '../../host/client/vmClient.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { bootDeadline } from '../../host/client/bootDeadline.ts';
import { addBootOptions, type BootOptions } from '../bootOptions.ts';
import { planBoot } from '../planBoot.ts';
import { printCommandLine } from '../printCommandLine.ts';
import { reportBoot } from '../reportBoot.ts';
import { reportError } from '../reportError.ts';
import { startVm } from '../startVm.ts';
import { stopVm } from '../stopVm.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { vmSummary } from '../vmSummary.ts';
import { vmError, vmTrouble } from '../../host/client/vmTrouble.ts';
import { waitForChannel } from '../../host/client/waitForChannel.ts';
import { waitForPhase } from '../../host/client/waitForPhase.ts';

/** `started`: as soon as QEMU runs. */
const waitPhases = ['started', 'userspace', 'login', 'ready'] as const;
type WaitPhase = (typeof waitPhases)[number];

export function launchVerb(run: RunVerb): Command {
  return addBootOptions(
    verbCommand('launch', 'Start a VM, wait until the guest can be asked, and leave it running; prints its id.'),
  )
    .addOption(
      new Option('--wait <PHASE>', 'return when the boot has come so far').choices(waitPhases).default('ready'),
    )
    .option('--dry-run', 'start nothing; print the command line of QEMU that a launch would run')
    .action(async (options: BootOptions & { readonly wait: WaitPhase; readonly dryRun?: true }) => {
      await run(async (context) =>
        options.dryRun === true ? await printCommandLine(options, context) : await launch(options, context),
      );
    });
}

async function launch(options: BootOptions & { readonly wait: WaitPhase }, context: VerbContext): Promise<number> {
  const { output, signal } = context;
  const plan = await planBoot(options, context);
  const client = await startVm(plan, 'boot-image launch', context);
  const report = reportBoot(client, output);
  try {
    const state = await waitFor(client, options.wait, plan.timeoutMs, signal);
    output.document(vmSummary(state));
    output.line(`The VM runs on: boot-image attach ${state.id}, boot-image stop ${state.id}.`);
    return 0;
  } catch (error) {
    // Not handed over yet: nobody was told of this VM, so it must not stay. One that failed to come so far stays, to be
    // looked at; the error names it.
    if (signal.aborted) await stopVm(client, 'inOrder');
    return reportError(output, signal.aborted ? signal.reason : error, vmSummary(client.state));
  } finally {
    report.dispose();
    client.dispose();
  }
}

async function waitFor(client: VmClient, phase: WaitPhase, timeoutMs: number, signal: AbortSignal): Promise<VmState> {
  if (phase === 'started') return client.state;
  if (phase === 'ready') return await waitForChannel(client, bootDeadline(timeoutMs), signal);
  const state = await waitForPhase(client, phase, { timeoutMs, signal });
  if (state.phases.some((entry) => entry.phase === phase)) return state;
  throw vmTrouble(state) ?? vmError(`The VM has not come to the phase ${phase}`, state);
}
