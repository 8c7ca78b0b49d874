import { UserError } from '../../common/userError.ts';
import type { QmpClient } from '../qmpClient.ts';

interface BlockNode {
  readonly drv: string;
  readonly ro: boolean;
  readonly file: string;
}

/**
 * The files that a machine's disks are read from, outside of the VM's own folder. It is QEMU that is asked, so that what
 * a profile's extra arguments open is known too.
 *
 * Errors: UserError `usage` if the machine writes to one of them: whatever changes it later would not fit the saved memory.
 */
export async function filesReadElsewhere(qmp: QmpClient, folder: string): Promise<string[]> {
  const nodes = (await qmp.execute('query-named-block-nodes', { flat: true })) as readonly BlockNode[];
  const outside = nodes.filter(
    ({ drv, file }) => ['file', 'host_device', 'host_cdrom'].includes(drv) && !file.startsWith(`${folder}/`),
  );
  const written = outside.find(({ ro }) => !ro);
  if (written !== undefined) {
    throw new UserError('usage', `A checkpoint cannot be saved: the VM writes to ${written.file} itself.`, {
      next: 'Leave out "writable" for this disk in the profile; it is then used through an overlay.',
    });
  }
  return [...new Set(outside.map(({ file }) => file))];
}
