import { spawn } from 'node:child_process';

/**
 * Runs a program to its end with its output on stderr, and ends its whole process group when the time is up or this process exits.
 *
 * Errors: an Error that names the program and how it ended.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, deadlineMs: number, name: string }} options
 * @returns {Promise<void>}
 */
export function runProgram(program, args, { cwd, env, deadlineMs, name }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', process.stderr, process.stderr] });
    const kill = () => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const settle = () => {
      clearTimeout(timer);
      process.off('exit', kill);
    };
    process.once('exit', kill);
    const timer = setTimeout(() => {
      kill();
      reject(new Error(`${name} did not end within ${String(deadlineMs / 1000)} s.`));
    }, deadlineMs);
    child.once('error', (error) => {
      settle();
      reject(new Error(`${name}: ${program} could not be started: ${error.message}`));
    });
    child.once('exit', (code, signal) => {
      settle();
      if (code === 0) resolve();
      else reject(new Error(`${name} failed: ${program} ended with ${signal ?? `status ${String(code)}`}.`));
    });
  });
}
