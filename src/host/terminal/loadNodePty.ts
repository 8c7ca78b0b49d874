import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as nodePty from 'node-pty';
import { UserError } from '../../core/common/userError.ts';

/**
 * node-pty, loaded when it is first needed: it is a native module, and there may be none for this system.
 *
 * Errors: UserError `environment`.
 */
export async function loadNodePty(): Promise<typeof nodePty> {
  try {
    if (process.platform === 'darwin') await makeHelperExecutable();
    return await import('node-pty');
  } catch (cause) {
    const system = `${process.platform}-${process.arch}`;
    throw new UserError(
      'environment',
      `Programs cannot be given a terminal here: node-pty cannot be loaded (${system}).`,
      {
        next: 'Run the command in a terminal of your own; in a checkout, npm install brings node-pty.',
        cause,
      },
    );
  }
}

/** A VSIX is a zip file that VS Code unpacks without the execute bit. */
async function makeHelperExecutable(): Promise<void> {
  const folder = dirname(dirname(require.resolve('node-pty')));
  await chmod(join(folder, 'prebuilds', `darwin-${process.arch}`, 'spawn-helper'), 0o755);
}
