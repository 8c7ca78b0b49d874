import { join } from 'node:path';
import { CheckpointStore } from '../../core/vm/checkpoint/checkpointStore.ts';
import { cacheFolder } from '../cacheFolder.ts';

/** What checkpoints may take unless a person says otherwise: about twenty of the sample image. */
export const defaultCheckpointLimitBytes = 4 * 1024 ** 3;

export function checkpointStore(limitBytes = defaultCheckpointLimitBytes): CheckpointStore {
  return new CheckpointStore({ folder: join(cacheFolder(), 'checkpoints'), limitBytes });
}
