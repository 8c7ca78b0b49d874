import { join } from 'node:path';
import type { Profile } from '../../src/core/image/profile/profile.ts';
import { profileFromImage } from '../../src/core/image/profile/profileFromImage.ts';
import { launchVm, type LaunchOptions } from '../../src/host/client/launchVm.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';

export async function echoProfile(image: string): Promise<Profile> {
  return await profileFromImage(image, { memoryMib: 64, cpus: 1, accelerator: 'tcg' });
}

/** Boots an image of echoImage.ts; its run folder is made below `folder`. */
export async function launchEcho(
  { image, folder }: { readonly image: string; readonly folder: string },
  options: Partial<LaunchOptions> = {},
): Promise<VmClient> {
  return await launchVm({
    profile: await echoProfile(image),
    image: 'echo',
    capturesFolder: join(folder, 'captures'),
    graceTimeMs: 'keep',
    client: 'test',
    ...options,
  });
}

/** Ends the VMs of a test and lets their clients go. */
export async function endVms(clients: VmClient[]): Promise<void> {
  for (const client of clients.splice(0)) {
    if (!client.isClosed && client.state.end === null) await client.stop({ kill: true }).catch(() => undefined);
    client.dispose();
  }
}
