import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runCommandLine } from '../../../src/cli/runCommandLine.ts';
import type { CliResult } from './runCli.ts';

/** Runs a command line inside this process: quick, for what needs no process of its own. */
export async function runInProcess(argv: readonly string[]): Promise<CliResult> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const texts = Promise.all([text(stdout), text(stderr)]);
  const exitStatus = await runCommandLine(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, error] = await texts;
  return { exitStatus, stdout: out, stderr: error };
}
