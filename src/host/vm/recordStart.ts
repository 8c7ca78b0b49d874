import { cpus, platform, release, totalmem } from 'node:os';
import { recordedProfile } from '../../core/artefacts/recordedProfile.ts';
import type { RunFolder } from '../../core/artefacts/runFolder.ts';
import { messageOf } from '../../core/common/userError.ts';
import { imageFacts } from '../../core/image/imageFacts.ts';
import type { SshKey } from '../../core/ssh/makeSshKey.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { HostSpec } from '../hostSpec.ts';

/** Writes into metadata.json what is known when a VM has started; the image's hash follows when it is there. */
export function recordStart(
  runFolder: RunFolder,
  {
    spec,
    argv,
    sshKey,
    signal,
  }: { spec: HostSpec; argv: readonly string[]; sshKey: SshKey | null; signal: AbortSignal },
): void {
  const { profile, qemu, accelerator } = spec;
  const path = profile.source.kind === 'kernel' ? profile.source.kernel : profile.source.path;
  const image = {
    title: spec.image,
    path,
    bytes: null,
    sha256: null,
    storePath: spec.build?.storePath ?? null,
    deriver: spec.build?.deriver ?? null,
    narHash: spec.build?.narHash ?? null,
  };
  void runFolder.updateMetadata({
    vm: { id: spec.id },
    profile: recordedProfile(profile),
    image,
    host: {
      os: `${platform()} ${release()}`,
      architecture: process.arch,
      cpus: cpus().length,
      memoryMib: Math.round(totalmem() / 1_048_576),
      qemuVersion: qemu.version,
      accelerator: { kind: accelerator.kind, why: accelerator.why },
    },
    argv: [qemu.path, ...argv],
    sshKey: sshKey === null ? null : { fingerprint: sshKey.fingerprint },
  });
  imageFacts(path, { cacheFolder: cacheFolder(), signal }).then(
    ({ bytes, sha256 }) => void runFolder.updateMetadata({ image: { ...image, bytes, sha256 } }),
    (error: unknown) => {
      if (!signal.aborted) runFolder.log(`image: ${messageOf(error)}`);
    },
  );
}
