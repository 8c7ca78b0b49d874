import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';

/**
 * Runs one tool of the build. What it prints goes to stderr: stdout is the build's answer.
 *
 * @param {string} program
 * @param {readonly string[]} options
 * @param {string} [inputFile] read as its standard input
 * @throws {Error} with the program's name, if it cannot be started or ends with another status than 0
 */
export async function runTool(program, options, inputFile) {
  const input = inputFile === undefined ? undefined : await open(inputFile);
  try {
    const child = spawn(program, options, {
      stdio: [input?.fd ?? 'ignore', process.stderr.fd, process.stderr.fd],
      // INITRD: the kernel's installation is not to make an initrd; it is made once, when its settings are there.
      // PATH: the system's own tools, and not what a person's version managers put before them.
      env: { ...process.env, LC_ALL: 'C.UTF-8', INITRD: 'No', PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    const [status, signal] = await once(child, 'close');
    if (status !== 0) throw new Error(`${program} ended with ${signal ?? `status ${status}`}; its words are above.`);
  } finally {
    await input?.close();
  }
}
