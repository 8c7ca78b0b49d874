import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../cacheFolder.mjs';
import { ensureDebianPackages } from '../debianPackages.mjs';
import { makeOnce } from '../makeOnce.mjs';
import { onPath } from '../onPath.mjs';
import { runProgram } from '../runProgram.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const recipe = ['package.json', 'package-lock.json', 'installVscodeServer.mjs'];
const installDeadlineMs = 15 * 60_000;

/**
 * A real VS Code server (Code-OSS, out of the npm package code-server), with the Node that it wants, apart from this
 * project's own packages. Installed once per recipe into the cache; takes about a minute.
 *
 * @returns {Promise<{ node: string, main: string }>} the program and the script that start it
 */
export async function installVscodeServer() {
  const hash = createHash('sha256');
  for (const file of recipe) hash.update(readFileSync(join(here, file)));
  const folder = cacheFolder('vscode-server', `${serverVersion()}-${hash.digest('hex').slice(0, 12)}`);
  await makeOnce(folder, { name: 'the VS Code server', deadlineMs: installDeadlineMs, make: install });
  return { node: join(nodeFolder(folder), 'bin', 'node'), main: join(codeFolder(folder), 'out', 'server-main.js') };
}

/** @param {string} folder */
async function install(folder) {
  process.stderr.write('Installing the VS Code server (once, about a minute)\n');
  if (!['g++', 'make', 'python3'].every(onPath)) {
    ensureDebianPackages(['g++', 'make', 'python3'], 'to build two native modules of the VS Code server');
  }
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(here, file), join(folder, file));
  await npm(['ci', '--ignore-scripts'], folder, process.env);
  const env = {
    ...process.env,
    // The server's Node, with its own headers: no download from elsewhere.
    PATH: `${join(nodeFolder(folder), 'bin')}:${process.env['PATH'] ?? ''}`,
    npm_config_nodedir: nodeFolder(folder),
  };
  // code-server's own postinstall builds all native modules (Kerberos, SQLite, …). The workbench needs two of them.
  await npm(['install', '--omit=dev', '--ignore-scripts'], codeFolder(folder), env);
  const needed = ['@vscode/spdlog', '@vscode/native-watchdog'];
  await npm(['rebuild', ...needed], codeFolder(folder), env);
  const check = needed.map((name) => `require('${name}')`).join(';');
  await runProgram(join(nodeFolder(folder), 'bin', 'node'), ['--eval', check], {
    cwd: codeFolder(folder),
    deadlineMs: 30_000,
    name: 'The check of the VS Code server’s native modules',
  });
  writeFileSync(join(folder, 'README'), 'Made by Boot Image VM’s tools (src/tools/vscodeServer); may be deleted.\n');
}

/** @param {string[]} args @param {string} cwd @param {NodeJS.ProcessEnv} env */
async function npm(args, cwd, env) {
  const name = `npm ${args[0] ?? ''} for the VS Code server`;
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  // An npm script that calls this hands its own settings on by environment; they are not meant for these folders.
  const own = Object.entries(env).filter(([key]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(key));
  await runProgram('npm', [...args, ...quiet], { cwd, env: Object.fromEntries(own), deadlineMs: 10 * 60_000, name });
}

/** @param {string} folder */
function nodeFolder(folder) {
  return join(folder, 'node_modules', `node-linux-${process.arch}`);
}

/** @param {string} folder */
function codeFolder(folder) {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

function serverVersion() {
  return JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies['code-server'];
}
