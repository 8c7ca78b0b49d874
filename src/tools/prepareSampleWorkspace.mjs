import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder.mjs';
import { readJson } from './readJson.mjs';

/**
 * A folder to try the extension in: its settings name the sample boot image, so that "Boot Image: Launch VM" works at
 * once. What else stands in them stays.
 *
 * @param {string} isoPath
 * @returns {string} the folder
 */
export function prepareSampleWorkspace(isoPath) {
  const folder = cacheFolder('sample-workspace');
  const settings = join(folder, '.vscode', 'settings.json');
  mkdirSync(join(folder, '.vscode'), { recursive: true });
  const wanted = { ...readSettings(settings), 'bootImageVm.sampleImage': isoPath };
  writeFileSync(settings, `${JSON.stringify(wanted, undefined, 2)}\n`);
  return folder;
}

/** @param {string} path @returns {Record<string, unknown>} */
function readSettings(path) {
  try {
    return /** @type {Record<string, unknown>} */ (readJson(path));
  } catch {
    return {};
  }
}
