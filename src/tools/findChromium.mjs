import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ensureDebianPackages } from './debianPackages.mjs';
import { runProgram } from './runProgram.mjs';

const wellKnown = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const why = 'to drive the workbench';

/**
 * The browser for the tests: the one named by BOOT_IMAGE_CHROMIUM, an installed one, Debian's package, or (Ubuntu's
 * package is only a pointer to a snap) Playwright's own.
 *
 * @returns {Promise<string>} the path of its program
 */
export async function findChromium() {
  const named = process.env['BOOT_IMAGE_CHROMIUM'];
  if (named) return named;
  const installed = wellKnown.find((path) => existsSync(path));
  if (installed !== undefined) return installed;
  if (isDebian()) {
    ensureDebianPackages(['chromium'], why);
    return '/usr/bin/chromium';
  }
  const { chromium } = await import('playwright-core');
  if (!existsSync(chromium.executablePath())) {
    const cli = fileURLToPath(new URL('../../node_modules/playwright-core/cli.js', import.meta.url));
    const args = [cli, 'install', '--with-deps', 'chromium'];
    await runProgram(process.execPath, args, { deadlineMs: 10 * 60_000, name: 'The installation of Chromium' });
  }
  return chromium.executablePath();
}

function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}
