import { UserError } from '../../core/common/userError.ts';
import type { Profile } from '../../core/image/profile/profile.ts';
import { checkpointStore } from './checkpointStore.ts';

/**
 * What a checkpoint was booted as.
 *
 * Errors: UserError `usage`, naming the checkpoints there are.
 */
export async function profileOfCheckpoint(id: string): Promise<{ readonly profile: Profile; readonly image: string }> {
  const store = checkpointStore();
  const checkpoint = await store.get(id);
  if (checkpoint !== undefined) return checkpoint.manifest;
  const names = (await store.list()).map(({ manifest }) => manifest.id).join(', ');
  throw new UserError('usage', `There is no checkpoint "${id}".`, {
    next: names === '' ? 'There is none at all; boot-image checkpoint save makes one.' : `There are ${names}.`,
  });
}
