// npm start: everything from a fresh checkout to a VS Code with the extension on a sample workspace, or with --headless
// the same job in this terminal. Only Node's own modules are imported until npm's packages are there.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDebianPackages } from './debianPackages.mjs';
import { onPath } from './onPath.mjs';
import { prepareSampleWorkspace } from './prepareSampleWorkspace.mjs';
import { runProgram } from './runProgram.mjs';
import { vmPackages } from './vmPackages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const usage = 'Usage: npm start [-- --headless [SCENARIO]]\n';

// What was started in groups of its own ends with this process.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const [mode, scenario, ...tooMany] = process.argv.slice(2);
if ((mode !== undefined && mode !== '--headless') || tooMany.length > 0) {
  process.stderr.write(usage);
  process.exit(2);
}
try {
  await prepare();
  if (mode === '--headless') process.exitCode = await capture(scenario);
  else await openWindow();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function prepare() {
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
    say('Installing npm packages');
    await runProgram('npm', ['ci', '--no-audit', '--no-fund'], {
      cwd: root,
      deadlineMs: 10 * 60_000,
      name: 'The installation of npm packages',
    });
  }
  if (!onPath('qemu-system-x86_64') || !onPath('qemu-img')) ensureDebianPackages(vmPackages, 'to run VMs');
  say('Building the extension');
  await runProgram(process.execPath, ['src/tools/build.mjs'], { cwd: root, deadlineMs: 120_000, name: 'The build' });
}

/** @param {string | undefined} scenario @returns {Promise<number>} the exit status */
async function capture(scenario) {
  const workspace = prepareSampleWorkspace(sampleImage());
  const args = ['dist/cli.js', 'capture', '--sample', ...(scenario === undefined ? [] : [scenario])];
  // A terminal's Ctrl-C reaches the command line too, which stops the VM in order: wait for it.
  process.removeAllListeners('SIGINT').on('SIGINT', () => undefined);
  const child = spawn(process.execPath, [...args, '--workspace', workspace], { cwd: root, stdio: 'inherit' });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function openWindow() {
  const workspace = prepareSampleWorkspace(sampleImage());
  const hasDisplay = process.platform === 'darwin' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  // The desktop program does not run as root without more ado.
  if (onPath('code') && hasDisplay && process.getuid?.() !== 0) {
    say(`Opening VS Code on ${workspace}`);
    const args = ['--new-window', `--extensionDevelopmentPath=${root}`, workspace];
    await runProgram('code', args, { deadlineMs: 120_000, name: 'Opening VS Code' });
    say('In its command palette (F1): Boot Image: Launch VM');
    return;
  }
  await serve(workspace);
}

/** @param {string} workspace */
async function serve(workspace) {
  say('Packaging the extension for the VS Code server');
  const { packageExtension } = await import('./packageExtension.mjs');
  const { startVscodeServer } = await import('./vscodeServer/startVscodeServer.mjs');
  const server = await startVscodeServer({ vsix: await packageExtension() });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.removeAllListeners(signal);
    process.once(signal, () => void server.stop());
  }
  const address = server.url({ folder: workspace });
  process.stdout.write(`\nVS Code is ready. Open in a browser on this machine:\n\n  ${address}\n\n`);
  process.stdout.write('There: F1, “Boot Image: Launch VM”, a scenario of the sample. Ctrl-C here ends the server.\n');
  await server.exited;
  await server.stop();
}

/** @returns {string} the path of the ISO */
function sampleImage() {
  say('Building the sample boot image (about a minute the first time)');
  const { status, stdout } = spawnSync(process.execPath, ['test/boot-image/build.mjs'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  return stdout.trim();
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}
