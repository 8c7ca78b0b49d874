import { execa } from 'execa';
import { bundledCli } from './bundledCli.ts';

export interface CliResult {
  readonly exitStatus: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundled program as a person would, in a process of its own, without a terminal. */
export async function runCli(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliResult> {
  const result = await execa(process.execPath, [await bundledCli(), ...argv], {
    stdin: 'ignore',
    reject: false,
    timeout: 50_000,
    stripFinalNewline: false,
    env,
  });
  return { exitStatus: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}
