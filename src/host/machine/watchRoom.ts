import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Disposable } from '../../core/common/event.ts';
import { fileOfNode } from '../../core/vm/fileOfNode.ts';
import type { QmpClient } from '../../core/vm/qmpClient.ts';

/**
 * Tells when QEMU has stopped the machine because a file of its disks could not grow (`werror=enospc`, QEMU's default):
 * what the guest wrote is kept, and written when the machine runs on.
 *
 * @param onFull is told the folder of the file; undefined: the machine runs on
 */
export function watchRoom(qmp: QmpClient, onFull: (folder: string | undefined) => void): Disposable {
  let fullNode: string | undefined;
  let stop: AbortController | undefined;
  const look = async (): Promise<void> => {
    if (stop === undefined || fullNode === undefined) return;
    const { signal } = stop;
    const { status } = (await qmp.execute('query-status')) as { readonly status: string };
    const file = status === 'io-error' ? await fileOfNode(qmp, fullNode) : undefined;
    if (!signal.aborted && file !== undefined) onFull(dirname(realpathSync(file)));
  };
  return qmp.onEvent(({ event, data }) => {
    if (event === 'RESUME') {
      stop?.abort();
      [stop, fullNode] = [undefined, undefined];
      onFull(undefined);
    }
    if (event === 'STOP') stop = new AbortController();
    if (event === 'BLOCK_IO_ERROR' && data?.['nospace'] === true) fullNode = String(data['node-name']);
    // QEMU 10 holds back what comes within a second of the last: the error may be told after the stop.
    if (event === 'STOP' || event === 'BLOCK_IO_ERROR') look().catch(() => undefined);
  });
}
