import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { bundledCli } from './bundledCli.ts';

export interface StartedCli {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<{ readonly exitStatus: number | null; readonly stdout: Buffer; readonly stderr: string }>;
}

/** Starts the bundled program in a process of its own that a test can send signals to. */
export async function startCli(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<StartedCli> {
  const child = spawn(process.execPath, [await bundledCli(), ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    timeout: 50_000,
  });
  const ended = Promise.all([buffer(child.stdout), text(child.stderr), once(child, 'close')]).then(
    ([stdout, stderr]) => ({ exitStatus: child.exitCode, stdout, stderr }),
  );
  return { child, ended };
}
