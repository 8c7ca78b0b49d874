import type { QmpClient } from '../qmpClient.ts';

interface BlockNode {
  readonly drv: string;
  readonly ro: boolean;
  readonly file: string;
}

/**
 * The files that a machine's disks are, outside of the VM's own folder. It is QEMU that is asked, so that what a profile's
 * extra arguments open is known too.
 */
export async function filesElsewhere(
  qmp: QmpClient,
  folder: string,
): Promise<readonly { readonly path: string; readonly isWritten: boolean }[]> {
  const nodes = (await qmp.execute('query-named-block-nodes', { flat: true })) as readonly BlockNode[];
  return nodes
    .filter(({ drv, file }) => ['file', 'host_device', 'host_cdrom'].includes(drv) && !file.startsWith(`${folder}/`))
    .map(({ file, ro }) => ({ path: file, isWritten: !ro }));
}
