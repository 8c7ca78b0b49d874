import { type Command, Option } from 'commander';
import { join, resolve } from 'node:path';
import { UserError } from '../../core/common/userError.ts';
import { HarnessRun } from '../../host/harness/harnessRun.ts';
import { usualHarness } from '../../host/harness/usualHarness.ts';
import { capturesFolder, type CapturesFolderOptions, capturesOption } from '../capturesFolder.ts';
import { completeAbandoned } from '../completeAbandoned.ts';
import { HarnessTerminal } from '../harnessTerminal.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

interface HarnessOptions extends CapturesFolderOptions {
  readonly out?: string;
}

const description =
  'Run a harness that boots the image by itself, in a terminal that controls it; its transcript and exit status are kept.';

export function harnessVerb(command: readonly string[] | undefined, run: RunVerb): Command {
  return verbCommand('harness', description)
    .usage('[options] [-- COMMAND [ARGUMENT...]]')
    .option('--workspace <DIR>', 'where the harness runs and the captures folder is', process.cwd())
    .addOption(capturesOption())
    .addOption(new Option('--out <DIR>', 'the run folder itself (default: a new one in the captures folder)'))
    .addHelpText('after', `\nWithout COMMAND: ${usualHarness}\nWith --json the harness's terminal is shown on stderr.`)
    .action(async (options: HarnessOptions) => {
      if (command?.length === 0) throw new UserError('usage', 'harness: expected a command after `--`, got none.');
      await run(async (context) => await harness(command ?? usualHarness.split(' '), options, context));
    });
}

async function harness(
  command: readonly string[],
  options: HarnessOptions,
  { output, signal }: VerbContext,
): Promise<number> {
  await completeAbandoned(output);
  const run = await HarnessRun.start({
    command,
    folder: resolve(options.workspace),
    capturesFolder: capturesFolder(options),
    ...(options.out === undefined ? {} : { runFolder: resolve(options.out) }),
    size: HarnessTerminal.size,
    onData: (data) => output.relay(output.json ? 'stderr' : 'stdout', data),
  });
  const terminal = new HarnessTerminal({ onKeys: (keys) => run.write(keys), onSize: (size) => run.resize(size) });
  const onAbort = (): void => run.kill((signal.reason as Error).message);
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  let exitStatus: number;
  try {
    exitStatus = await run.ended;
  } finally {
    signal.removeEventListener('abort', onAbort);
    terminal.dispose();
  }
  const { runFolder } = run;
  const { outcome, result, findings, failures, end } = run.metadata;
  output.document({ runFolder, exitStatus, outcome, result, findings, failures, end });
  output.note(`\n${result}\nReport: ${join(runFolder, 'README.md')}`);
  return exitStatus;
}
