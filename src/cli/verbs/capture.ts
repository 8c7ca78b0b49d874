import type { Command } from 'commander';
import type { VmClient } from '../../host/vmClient.ts';
import { bootDeadline } from '../bootDeadline.ts';
import { addBootOptions, type BootOptions } from '../bootOptions.ts';
import type { BootPlan } from '../bootPlan.ts';
import { planBoot } from '../planBoot.ts';
import { probeLine } from '../probeLine.ts';
import { printRun } from '../printRun.ts';
import { readRun, type RunSummary } from '../readRun.ts';
import { reportBoot } from '../reportBoot.ts';
import { reportError } from '../reportError.ts';
import { isSatisfied, type ProbeAnswer, runProbes } from '../runProbes.ts';
import { startVm } from '../startVm.ts';
import { stopVm } from '../stopVm.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { vmError, vmTrouble } from '../vmTrouble.ts';
import { waitForBootEnd } from '../waitForBootEnd.ts';
import { waitForChannel } from '../waitForChannel.ts';
import { wholeNumberOption } from '../wholeNumberOption.ts';

const defaultSettleSeconds = 15;

type CaptureOptions = BootOptions & { readonly settle: number };

export function captureVerb(run: RunVerb): Command {
  return addBootOptions(
    verbCommand('capture', 'Boot an image, ask every probe, keep the evidence in a run folder, and stop the VM.'),
  )
    .addOption(
      wholeNumberOption({
        flags: '--settle <SECONDS>',
        description: "ask the probes when the guest's boot jobs are done, or after so long",
        unit: 'seconds',
        min: 0,
        max: 86_400,
      }).default(defaultSettleSeconds),
    )
    .action(async (options: CaptureOptions) => {
      await run(async (context) => await capture(options, context));
    });
}

async function capture(options: CaptureOptions, context: VerbContext): Promise<number> {
  const { output, signal } = context;
  const plan = await planBoot(options, context);
  const client = await startVm(plan, 'boot-image capture', context);
  const report = reportBoot(client, output);
  let answers: readonly ProbeAnswer[] = [];
  let trouble: unknown;
  try {
    answers = await ask(client, plan, options.settle * 1000, context);
    signal.throwIfAborted();
    // Probes that a dying VM left without an answer are not the cause.
    trouble = vmTrouble(client.state);
  } catch (error) {
    trouble = signal.aborted ? signal.reason : error;
  }
  // Whatever happened, the VM is stopped and the run folder complete before anything is said about the outcome.
  let run: RunSummary | undefined;
  try {
    await stopVm(client, 'inOrder');
    run = await readRun(client.state.runFolder);
    printRun(run, output);
    if (run.outcome === 'failed') trouble ??= vmError(run.result, client.state);
  } catch (error) {
    trouble ??= error;
  } finally {
    report.dispose();
    client.dispose();
  }
  if (trouble !== undefined) return reportError(output, trouble, run ?? { runFolder: client.state.runFolder });
  output.document(run);
  return answers.every(isSatisfied) ? 0 : 1;
}

async function ask(
  client: VmClient,
  plan: BootPlan,
  settleMs: number,
  { output, signal }: VerbContext,
): Promise<readonly ProbeAnswer[]> {
  await waitForChannel(client, bootDeadline(plan.timeoutMs), signal);
  await waitForBootEnd(client, { timeoutMs: settleMs, signal, say: (sentence) => output.line(sentence) });
  const probes = client.state.probes.map((status) => status.probe);
  return await runProbes(client, probes, { signal, onAnswer: (answer) => output.line(probeLine(answer)) });
}
