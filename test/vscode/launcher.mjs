#!/usr/bin/env node
// Stands in for the desktop VS Code where that cannot be had: takes the same arguments, runs the tests in the extension
// host of a real VS Code server whose page a headless Chromium has open, and exits with the run's code.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { startVscodeServer } from '../../src/tools/vscodeServer/startVscodeServer.mjs';
import { launchBrowser } from '../../src/tools/vscodeServer/launchBrowser.mjs';

const runDeadlineMs = Number(process.env['BOOT_IMAGE_TEST_DEADLINE_MS'] ?? 10 * 60_000);
/** The page has to open and the extension host to start within this. */
const firstWordDeadlineMs = 180_000;

const artefacts = fileURLToPath(new URL('../../test-artefacts', import.meta.url));
/** All that the workbench and its extension host said; only the lines of the tests are shown. */
const hostLog = join(artefacts, 'vscode-host.log');
mkdirSync(artefacts, { recursive: true });
writeFileSync(hostLog, '');

const options = parse(process.argv.slice(2));
const server = await startVscodeServer({ smokeTestDriver: 'enabled' });
let code = 1;
try {
  const browser = await launchBrowser();
  try {
    code = await runInPage(await browser.newPage());
  } finally {
    await browser.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
} finally {
  await server.stop();
}
process.exitCode = code;

/** @param {import('playwright-core').Page} page */
async function runInPage(page) {
  let lastWord = 'nothing';
  /** @type {Promise<number>} */
  const ended = new Promise((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`The tests did not end within ${runDeadlineMs / 1000} s; last seen: ${lastWord}`)),
      runDeadlineMs,
    );
    const firstWord = setTimeout(
      () => reject(new Error(`No test began within ${firstWordDeadlineMs / 1000} s. The server:\n${server.log()}`)),
      firstWordDeadlineMs,
    );
    const settle = () => {
      clearTimeout(limit);
      clearTimeout(firstWord);
    };
    void page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
      const line = format(...args);
      appendFileSync(hostLog, `${type}: ${line}\n`);
      if (!line.startsWith('[test] ')) return;
      clearTimeout(firstWord);
      lastWord = line;
      process.stdout.write(`${line.slice('[test] '.length)}\n`);
    });
    void page.exposeFunction('codeAutomationExit', (/** @type {number} */ exitCode) => {
      settle();
      resolve(exitCode);
    });
    page.once('crash', () => {
      settle();
      reject(new Error('The page crashed.'));
    });
    void server.exited.then(() => {
      settle();
      reject(new Error(`The VS Code server ended. Its last words:\n${server.log()}`));
    });
  });
  // Nobody waits for it while the page opens.
  ended.catch(() => undefined);
  const remote = (/** @type {string} */ path) => `vscode-remote://${server.host}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(options.extensionDevelopmentPath)],
    ['extensionTestsPath', remote(options.extensionTestsPath)],
    // As runTests has it for the desktop.
    ['skipWelcome', 'true'],
  ];
  const query = { folder: options.folder, payload: JSON.stringify(payload) };
  await page.goto(server.url(query), { waitUntil: 'commit', timeout: 60_000 });
  return await ended;
}

/** @param {string[]} args those that runTests of @vscode/test-electron gives */
function parse(args) {
  const value = (/** @type {string} */ name) => {
    const found = args.find((each) => each.startsWith(`--${name}=`));
    if (found === undefined) throw new Error(`The launcher needs --${name}=PATH.`);
    return found.slice(name.length + 3);
  };
  const folder = args.find((each) => !each.startsWith('--'));
  if (folder === undefined) throw new Error('The launcher needs a folder to open.');
  return {
    folder,
    extensionDevelopmentPath: value('extensionDevelopmentPath'),
    extensionTestsPath: value('extensionTestsPath'),
  };
}
