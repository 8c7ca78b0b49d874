import type { Profile } from '../../src/core/image/profile/profile.ts';
import type { StartWish } from '../../src/core/vm/checkpoint/startWish.ts';
import { launchVm } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';

/** Starts the sample image for a measurement. */
export async function launchSample(
  profile: Profile,
  capturesFolder: string,
  start: StartWish = { kind: 'boot' },
): Promise<VmClient> {
  return await launchVm({
    profile,
    image: 'sample: applied',
    capturesFolder,
    graceTimeMs: 60_000,
    client: 'benchmark',
    start,
  });
}
