import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../runProgram.mjs';
import { installVscodeServer } from './installVscodeServer.mjs';

/**
 * @typedef {object} StartOptions
 * @property {string} [vsix] a packaged extension to install before the start
 * @property {'enabled'} [smokeTestDriver] the page takes a `payload` (extension under development, test module) and shows
 *   no modal dialogs
 * @property {Readonly<Record<string, string>>} [env] added to the environment of the server and so of the extension host
 * @property {Readonly<Record<string, unknown>>} [settings] of the machine
 * @property {string} [dataFolder] kept when the server stops; without it there is a temporary one
 * @typedef {object} VscodeServer
 * @property {string} host `127.0.0.1:port`, also the remote authority
 * @property {string} dataFolder
 * @property {number} pid the process that all others of the server descend from
 * @property {(query?: Readonly<Record<string, string>>) => string} url of a workbench; it holds the server's secret
 * @property {() => string} log the last of what the server printed
 * @property {Promise<void>} exited
 * @property {() => Promise<void>} stop ends the server with all it started and removes its temporary data folder
 */

const guardian = fileURLToPath(new URL('guardian.mjs', import.meta.url));
const startDeadlineMs = 60_000;
const stopDeadlineMs = 15_000;

/**
 * Starts a VS Code server on 127.0.0.1, on a port that the system chooses, with a data folder of its own that goes when
 * it stops, and a secret without which no page gets in.
 *
 * Errors: an Error with the server's last words.
 *
 * @param {StartOptions} [options]
 * @returns {Promise<VscodeServer>}
 */
export async function startVscodeServer({ vsix, smokeTestDriver, env, settings, dataFolder } = {}) {
  const { node, main } = await installVscodeServer();
  const data = dataFolder ?? mkdtempSync(join(tmpdir(), 'boot-image-vscode-'));
  const removeData = () => {
    if (dataFolder === undefined) rmSync(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const machineFolder = join(data, 'data', 'Machine');
    mkdirSync(machineFolder, { recursive: true });
    writeFileSync(join(machineFolder, 'settings.json'), JSON.stringify(settings ?? {}, undefined, 2));
    const common = ['--accept-server-license-terms', '--server-data-dir', data, '--telemetry-level', 'off'];
    if (vsix !== undefined) {
      const install = [main, '--install-extension', vsix, '--force', ...common];
      await runProgram(node, install, { deadlineMs: 60_000, name: 'The installation of the packaged extension' });
    }
    const token = randomUUID();
    const args = [main, '--host', '127.0.0.1', '--port', '0', '--connection-token', token, ...common];
    if (smokeTestDriver !== undefined) args.push('--enable-smoke-test-driver');
    args.push('--disable-workspace-trust');
    const child = spawn(process.execPath, [guardian, dataFolder === undefined ? data : '-', node, ...args], {
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    const log = keepTail(child);
    const exited = once(child, 'exit');
    const port = await printedPort(child, exited, log);
    /** @type {Promise<void> | undefined} */
    let stopping;
    const stop = async () => {
      child.stdin.destroy();
      const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), stopDeadlineMs);
      if (child.exitCode === null && child.signalCode === null) await exited;
      clearTimeout(timer);
      // The guardian has done so, unless it was killed.
      removeData();
    };
    return {
      host: `127.0.0.1:${String(port)}`,
      dataFolder: data,
      pid: child.pid ?? 0,
      url: (query = {}) => `http://127.0.0.1:${String(port)}/?${String(new URLSearchParams({ tkn: token, ...query }))}`,
      log,
      exited: exited.then(() => undefined),
      stop: () => (stopping ??= stop()),
    };
  } catch (error) {
    removeData();
    throw error;
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<unknown>} exited
 * @param {() => string} log
 * @returns {Promise<number>}
 */
async function printedPort(child, exited, log) {
  return await new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ what) => {
      clearTimeout(timer);
      child.stdin?.destroy();
      reject(new Error(`The VS Code server ${what}. Its last words:\n${log()}`));
    };
    const timer = setTimeout(
      () => fail(`did not say its port within ${String(startDeadlineMs / 1000)} s`),
      startDeadlineMs,
    );
    child.once('error', (error) => fail(`could not be started: ${error.message}`));
    void exited.then(
      () => fail('ended before it was ready'),
      () => undefined,
    );
    child.stdout?.on('data', () => {
      const match = /Extension host agent listening on (\d+)/.exec(log());
      if (match === null) return;
      clearTimeout(timer);
      resolve(Number(match[1]));
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child */
function keepTail(child) {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (/** @type {string} */ chunk) => {
      text = (text + chunk).slice(-64_000);
    });
  }
  return () => text;
}
