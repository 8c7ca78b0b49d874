// Runs test/vscode/suite inside an extension host. Exit code 0: all passed, and there were some.
import { runTests } from '@vscode/test-electron';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../../src/tools/readJson.mjs';
import { bundleTests } from './bundleTests.mjs';
import { chooseVscode } from './chooseVscode.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const artefacts = join(root, 'test-artefacts');
const results = join(artefacts, 'vscode.json');
// With a space and letters beyond ASCII: paths that the extension must bear.
const workspace = mkdtempSync(join(tmpdir(), 'boot image täst-'));

mkdirSync(artefacts, { recursive: true });
rmSync(results, { force: true });
mkdirSync(join(workspace, '.vscode'));
writeFileSync(
  join(workspace, '.vscode', 'settings.json'),
  JSON.stringify({ 'chat.disableAIFeatures': true, 'bootImageVm.warmLaunch': 'never' }),
);

/** @type {string | undefined} */
let failure;
try {
  const extensionTestsPath = await bundleTests();
  const iso = execFileSync(process.execPath, ['test/boot-image/build.mjs'], { cwd: root, encoding: 'utf8' }).trim();
  const vscodeExecutablePath = await chooseVscode();
  await runTests({
    ...(vscodeExecutablePath === undefined ? {} : { vscodeExecutablePath }),
    extensionDevelopmentPath: root,
    extensionTestsPath,
    launchArgs: [workspace],
    extensionTestsEnv: { BOOT_IMAGE_TEST_RESULTS: results, BOOT_IMAGE_TEST_ISO: iso },
  });
} catch (error) {
  failure = error instanceof Error ? error.message : String(error);
} finally {
  rmSync(workspace, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
const counts = readResults();
if (counts === undefined) process.stderr.write('The extension host wrote no results.\n');
else if (counts.passed === 0) process.stderr.write('No test of the extension host passed.\n');
if (failure !== undefined) process.stderr.write(`${failure}\n`);
process.exitCode = failure === undefined && counts?.failed === 0 && counts.passed > 0 ? 0 : 1;

function readResults() {
  try {
    return /** @type {import('../../src/tools/runPart.mjs').VscodeResults} */ (readJson(results));
  } catch {
    return undefined;
  }
}
