import { UserError } from '../../common/userError.ts';
import type { QmpClient } from '../qmpClient.ts';
import { filesElsewhere } from './filesElsewhere.ts';

/**
 * The files that a machine's disks are read from, outside of the VM's own folder.
 *
 * Errors: UserError `usage` if the machine writes to one of them: whatever changes it later would not fit the saved memory.
 */
export async function filesReadElsewhere(qmp: QmpClient, folder: string): Promise<string[]> {
  const outside = await filesElsewhere(qmp, folder);
  const written = outside.find(({ isWritten }) => isWritten);
  if (written !== undefined) {
    throw new UserError('usage', `A checkpoint cannot be saved: the VM writes to ${written.path} itself.`, {
      next: 'Leave out "writable" for this disk in the profile; it is then used through an overlay.',
    });
  }
  return [...new Set(outside.map(({ path }) => path))];
}
