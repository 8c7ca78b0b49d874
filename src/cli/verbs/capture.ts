import type { Command } from 'commander';
import type { TestedRun } from '../../core/artefacts/junit/junitSuite.ts';
import { isPassed, type TestResult } from '../../core/artefacts/verdicts/testResult.ts';
import { askGuest } from '../../host/client/askGuest.ts';
import type { VmClient } from '../../host/client/vmClient.ts';
import { vmError, vmTrouble } from '../../host/client/vmTrouble.ts';
import { addBootOptions, type BootOptions } from '../bootOptions.ts';
import type { BootPlan } from '../bootPlan.ts';
import { JunitFile } from '../junitFile.ts';
import { planBoot } from '../planBoot.ts';
import { printRun } from '../printRun.ts';
import { readRun, type RunSummary } from '../readRun.ts';
import { reportBoot } from '../reportBoot.ts';
import { reportError } from '../reportError.ts';
import { startVm } from '../startVm.ts';
import { stopVm } from '../stopVm.ts';
import { testLine } from '../testLine.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { wholeNumberOption } from '../wholeNumberOption.ts';

const defaultSettleSeconds = 15;

type CaptureOptions = BootOptions & { readonly settle: number; readonly junit?: string };

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
    .option('--junit <FILE>', 'write what came of the boot, the waits and the probes as JUnit XML, for CI')
    .action(async (options: CaptureOptions) => {
      await run(async (context) => await capture(options, context));
    });
}

/** What is known of a capture, as far as it came. */
interface CaptureProgress {
  readonly startedAt: Date;
  client?: VmClient;
  results: readonly TestResult[];
  run?: RunSummary;
  trouble?: unknown;
}

async function capture(options: CaptureOptions, context: VerbContext): Promise<number> {
  const { output } = context;
  const plan = await planBoot(options, context);
  const junit = options.junit === undefined ? undefined : await JunitFile.prepare(options.junit);
  const progress: CaptureProgress = { startedAt: new Date(), results: [] };
  try {
    progress.client = await startVm(plan, 'boot-image capture', context);
    await captureVm(progress.client, plan, options.settle * 1000, { context, progress });
  } catch (error) {
    progress.trouble ??= context.signal.aborted ? context.signal.reason : error;
  }
  await junit?.write(testedRun(plan, progress));
  const { trouble, client, run, results } = progress;
  if (trouble !== undefined) {
    return reportError(output, trouble, run ?? (client === undefined ? {} : { runFolder: client.state.runFolder }));
  }
  output.document(run);
  return results.every(isPassed) ? 0 : 1;
}

/** Invariant: whatever happens, the VM is stopped and the run folder complete before anything is said about the outcome. */
async function captureVm(
  client: VmClient,
  plan: BootPlan,
  settleMs: number,
  { context, progress }: { readonly context: VerbContext; readonly progress: CaptureProgress },
): Promise<void> {
  const { output, signal } = context;
  const report = reportBoot(client, output);
  const results: TestResult[] = [];
  try {
    progress.results = results;
    await askGuest(client, plan.tests, {
      bootTimeoutMs: plan.timeoutMs,
      settleMs,
      signal,
      onResult: (result) => {
        results.push(result);
        output.line(testLine(result));
      },
      say: (sentence) => output.line(sentence),
    });
    signal.throwIfAborted();
    // Probes that a dying VM left without an answer are not the cause.
    progress.trouble = vmTrouble(client.state);
  } catch (error) {
    progress.trouble = signal.aborted ? signal.reason : error;
  }
  try {
    await stopVm(client, 'inOrder');
    progress.run = await readRun(client.state.runFolder);
    printRun(progress.run, output);
    const { outcome, result } = progress.run;
    if (outcome === 'failed') progress.trouble ??= vmError(result, client.state);
  } catch (error) {
    progress.trouble ??= error;
  } finally {
    report.dispose();
    client.dispose();
  }
}

function testedRun({ launch, tests }: BootPlan, progress: CaptureProgress): TestedRun {
  const { startedAt, client, results, run, trouble } = progress;
  const state = client?.state;
  return {
    profile: launch.profile.name,
    image: launch.image,
    startedAt,
    endedAt: new Date(),
    runFolder: state?.runFolder,
    facts: {
      ...(state === undefined ? {} : { accelerator: state.accelerator.kind }),
      ...(run === undefined ? {} : { result: run.result }),
    },
    readyAfterMs: state?.phases.find(({ phase }) => phase === 'ready')?.atMs,
    failures: state?.failures ?? [],
    tests,
    results,
    trouble,
  };
}
