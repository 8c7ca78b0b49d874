import type { Command } from 'commander';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { formatInspection } from '../../core/console/inspection/formatInspection.ts';
import { inspectSerialLog } from '../../core/console/inspection/inspectSerialLog.ts';
import type { SerialLogInspection } from '../../core/console/inspection/serialLogInspection.ts';
import { untilAborted } from '../untilAborted.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

export function inspectVerb(run: RunVerb): Command {
  return verbCommand('inspect', 'Tell boot phases, failures, logins and clean text of a serial log, from anywhere.')
    .argument('<FILE>', 'the serial log; "-" for standard input')
    .option('--text <PATH>', 'write the text there as a person would have read it: no escapes, no half-drawn menus')
    .action(async (file: string, options: { readonly text?: string }) => {
      await run(async (context) => await inspect(file, options.text, context));
    });
}

async function inspect(file: string, textPath: string | undefined, { output, signal }: VerbContext): Promise<number> {
  const source = file === '-' ? process.stdin : file;
  const inspecting = textPath === undefined ? inspectSerialLog(source) : inspectWithText(source, textPath);
  const inspection = await untilAborted(inspecting, signal);
  output.document(inspection);
  output.line(formatInspection(inspection));
  return 0;
}

async function inspectWithText(source: string | AsyncIterable<Buffer>, path: string): Promise<SerialLogInspection> {
  const text = createWriteStream(path);
  const inspecting = inspectSerialLog(source, { text }).finally(() => text.end());
  const [inspection] = await Promise.all([inspecting, finished(text)]);
  return inspection;
}
