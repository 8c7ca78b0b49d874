import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { imageFacts } from '../../image/imageFacts.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckpointKey } from './checkpointKey.ts';
import { savedFiles } from './savedFiles.ts';

/**
 * Why a checkpoint cannot be started from, as the end of a sentence; undefined if it can, as far as that shows before it is
 * loaded. Images that have not changed are not read anew.
 */
export async function whyUnfit(
  { manifest, folder }: Checkpoint,
  options: { key: CheckpointKey; cacheFolder: string },
): Promise<string | undefined> {
  const { key } = options;
  if (manifest.key.machine !== key.machine) return 'the profile describes another machine now';
  if (manifest.key.qemu !== key.qemu) return `it was saved by QEMU ${manifest.key.qemu}, and this is ${key.qemu}`;
  if (manifest.key.processor !== key.processor) {
    return `it was saved on ${manifest.key.processor}, and this is ${key.processor}`;
  }
  if (manifest.key.agent !== key.agent) return 'it was saved by another version of this program';
  for (const { path, sha256 } of manifest.images) {
    const facts = await imageFacts(path, { cacheFolder: options.cacheFolder }).catch(() => undefined);
    if (facts?.sha256 !== sha256) return `${path} has changed`;
  }
  for (const { file, bytes } of savedFiles(manifest)) {
    const size = await stat(join(folder, file)).then(
      (facts) => facts.size,
      () => 0,
    );
    if (size !== bytes) return `its ${file} is damaged (${String(size)} of ${String(bytes)} bytes)`;
  }
  return undefined;
}
