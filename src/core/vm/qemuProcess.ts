import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { searchPath } from '../image/findQemu.ts';

export interface QemuExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what QEMU wrote to stderr. */
  readonly stderr: string;
}

export interface QemuProcess {
  readonly pid: number;
  readonly exited: Promise<QemuExit>;
  kill(signal: 'SIGTERM' | 'SIGKILL'): void;
}

export const inheritedDescriptor = 3;
const keptStderrCharacters = 8_192;

/**
 * Starts QEMU as a child of this process, with no terminal and no stdin. On Linux it is told to end when this process
 * does (`setpriv --pdeathsig`, util-linux 2.33): a VM host that is killed leaves no guest behind unseen.
 *
 * Errors: rejects if the program cannot be started.
 */
export async function startQemu(options: {
  qemuPath: string;
  argv: readonly string[];
  stderrFile: string;
  /** A file that QEMU gets opened, as its descriptor `inheritedDescriptor`. */
  inherited?: number;
}): Promise<QemuProcess> {
  const setpriv = process.platform === 'linux' ? await searchPath('setpriv') : undefined;
  const [program, ...argv] = [
    ...(setpriv === undefined ? [] : [setpriv, '--pdeathsig', 'TERM', '--']),
    options.qemuPath,
    ...options.argv,
  ];
  const child = spawn(program ?? options.qemuPath, argv, {
    stdio: ['ignore', 'ignore', 'pipe', ...(options.inherited === undefined ? [] : [options.inherited])],
  });
  const exited = follow(child, options.stderrFile);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return { pid: child.pid ?? 0, exited, kill: (signal) => void child.kill(signal) };
}

async function follow(child: ChildProcess, stderrFile: string): Promise<QemuExit> {
  const file = createWriteStream(stderrFile, { flags: 'a' });
  // A full disk must not end the VM host.
  file.on('error', () => undefined);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    file.write(text);
    stderr = (stderr + text).slice(-keptStderrCharacters);
  });
  return await new Promise<QemuExit>((resolve) => {
    child.once('close', (exitCode, signal) => {
      file.end();
      resolve({ exitCode, signal, stderr });
    });
  });
}
