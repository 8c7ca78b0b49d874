import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export const cliPath = resolve('dist/cli.js');

export interface CliRun {
  /** null: ended by a signal. */
  readonly exitStatus: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Bytes: what the program relays is compared exactly. */
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly durationMs: number;
}

export interface CliProcess {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Settles when the first byte has come on stdout. */
  readonly firstOutput: Promise<unknown>;
  readonly ended: Promise<CliRun>;
}

/** Starts the built program in a process of its own, without a terminal; it is killed after `timeoutMs`. */
export function startCli(argv: readonly string[], timeoutMs: number): CliProcess {
  if (!existsSync(cliPath)) throw new Error(`${cliPath} is not there: run npm run build first.`);
  const startedAt = performance.now();
  const child = spawn(process.execPath, [cliPath, ...argv], { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (data: Buffer) => output.stdout.push(data));
  child.stderr.on('data', (data: Buffer) => output.stderr.push(data));
  const ended = once(child, 'close').then(() => ({
    exitStatus: child.exitCode,
    signal: child.signalCode,
    stdout: Buffer.concat(output.stdout),
    stderr: Buffer.concat(output.stderr).toString(),
    durationMs: performance.now() - startedAt,
  }));
  return { kill: (signal) => void child.kill(signal), firstOutput: once(child.stdout, 'data'), ended };
}

export async function runCli(argv: readonly string[], timeoutMs = 60_000): Promise<CliRun> {
  return await startCli(argv, timeoutMs).ended;
}

/** Runs a verb with `--json`; anything but one JSON document on stdout is an error that shows what was there. */
export async function runCliJson(
  argv: readonly string[],
  timeoutMs?: number,
): Promise<CliRun & { readonly document: unknown }> {
  const [verb = '', ...rest] = argv;
  const run = await runCli([verb, '--json', ...rest], timeoutMs);
  const text = run.stdout.toString();
  try {
    return { ...run, document: JSON.parse(text) as unknown };
  } catch {
    const status = String(run.exitStatus ?? run.signal);
    throw new Error(`${argv.join(' ')} (exit status ${status}) printed no JSON document:\n${text}\n${run.stderr}`);
  }
}
