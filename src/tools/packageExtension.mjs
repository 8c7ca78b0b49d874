import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from './readJson.mjs';
import { runProgram } from './runProgram.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes the VSIX. vsce runs `vscode:prepublish` before, which builds dist/ anew for production.
 *
 * @param {string} [path] where it goes; by default a file in the checkout, named for the version
 * @returns {Promise<string>} its absolute path
 */
export async function packageExtension(path) {
  const manifest = readJson(join(root, 'package.json'));
  const { name, version } = /** @type {{ name: string, version: string }} */ (manifest);
  const vsix = path ?? join(root, `${name}-${version}.vsix`);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await runProgram(process.execPath, [vsce, 'package', '--out', vsix], {
    cwd: root,
    deadlineMs: 180_000,
    name: 'Packaging the extension',
  });
  return vsix;
}
