// Before the tests of this folder: packages the extension, as a person would install it, and finds the sample image.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageExtension } from '../../src/tools/packageExtension.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** @param {import('vitest/node').TestProject} project */
export async function setup({ provide }) {
  const folder = mkdtempSync(join(tmpdir(), 'boot-image-vsix-'));
  const vsix = await packageExtension(join(folder, 'boot-image-vm.vsix'));
  const iso = execFileSync(process.execPath, ['test/boot-image/build.mjs'], { cwd: root, encoding: 'utf8' }).trim();
  rmSync(join(root, 'test-artefacts', 'ui'), { recursive: true, force: true });
  provide('vsix', vsix);
  provide('sampleIso', iso);
  return () => rmSync(folder, { recursive: true, force: true });
}
