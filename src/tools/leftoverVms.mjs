import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cli = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist', 'cli.js');

/**
 * Kills the VMs that still run under a runtime folder of the tests' own.
 *
 * @param {NodeJS.ProcessEnv} env whose XDG_RUNTIME_DIR is that folder
 * @returns {string[]} a complaint for each
 */
export function endLeftoverVms(env) {
  if (!existsSync(cli)) return [];
  const { status, stdout } = spawnSync(process.execPath, [cli, 'list', '--json'], {
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (status !== 0) return ['the VMs that still run could not be listed'];
  /** @type {unknown} */
  const json = JSON.parse(stdout);
  return /** @type {{ id: string, profile: string }[]} */ (json).map(({ id, profile }) => {
    spawnSync(process.execPath, [cli, 'stop', id, '--kill'], { env, stdio: 'ignore', timeout: 60_000 });
    return `a VM was left running: ${profile} (${id})`;
  });
}
