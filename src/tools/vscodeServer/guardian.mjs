// guardian.mjs FOLDER PROGRAM ARGUMENT…: runs the program for as long as this process's stdin stays open, which is as long
// as whoever started it lives; then ends it with all it started and removes FOLDER (`-`: none). So even a test run that is
// killed leaves no server and no folder behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';

const graceMs = 5_000;
const [folder = '-', program = '', ...args] = process.argv.slice(2);
// Detached: it leads a process group of its own, which can be ended as a whole without this process.
const child = spawn(program, args, { detached: true, stdio: ['ignore', 'inherit', 'inherit'] });

const end = () => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
};
process.stdin.resume();
process.stdin.once('end', end);
process.stdin.once('error', end);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);

try {
  await once(child, 'exit');
  process.exitCode = child.exitCode ?? 1;
} catch (error) {
  process.stderr.write(`${program} could not be started: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
endGroup();
if (folder !== '-') rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
process.stdin.destroy();

/** Extension hosts and shells that outlived the server. */
function endGroup() {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody was left.
  }
}
