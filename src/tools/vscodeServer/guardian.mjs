// Runs the program given as arguments for as long as this process's stdin stays open, which is as long as whoever started
// it lives: so even a killed test run leaves no server behind. Started detached, it leads the process group that it ends.
import { spawn } from 'node:child_process';

const graceMs = 5_000;
const [program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });

child.once('error', (error) => {
  process.stderr.write(`${program} could not be started: ${error.message}\n`);
  process.exit(1);
});
child.once('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
  // What the program leaves running (extension hosts, shells) ends with it; this process goes last.
  process.removeAllListeners('SIGTERM');
  process.on('SIGTERM', () => undefined);
  process.kill(-process.pid, 'SIGTERM');
  process.stdin.destroy();
});

let isEnding = false;
function end() {
  if (isEnding) return;
  isEnding = true;
  child.kill('SIGTERM');
  setTimeout(() => process.kill(-process.pid, 'SIGKILL'), graceMs).unref();
}
process.stdin.resume();
process.stdin.once('end', end);
process.stdin.once('error', end);
process.on('SIGTERM', end);
process.on('SIGINT', end);
