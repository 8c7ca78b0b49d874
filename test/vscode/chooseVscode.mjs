import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('launcher.mjs', import.meta.url));
const downloads = 'https://update.code.visualstudio.com/api/releases/stable';

/**
 * Which VS Code runs the tests: the one named by BOOT_IMAGE_VSCODE (a path, `download` or `server`), else the desktop
 * program where there is a display and it can be downloaded, else the launcher of the VS Code server.
 *
 * @returns {Promise<string | undefined>} the program's path; undefined has runTests download one
 */
export async function chooseVscode() {
  const named = process.env['BOOT_IMAGE_VSCODE'];
  if (named === 'server') return launcher;
  if (named === 'download') return undefined;
  if (named) return named;
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
  // Electron does not run as root without more ado.
  if (!hasDisplay || process.getuid?.() === 0) return launcher;
  return (await canDownload()) ? undefined : launcher;
}

async function canDownload() {
  try {
    return (await fetch(downloads, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}
