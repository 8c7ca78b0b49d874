import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { profileDefaults } from '../../../../src/core/image/profile/profileDefaults.ts';
import { launchProfile } from '../../../../src/host/client/launchProfile.ts';

it('removes the key of a build whose program was killed, and not that of one that runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'builds '));
  const running = `boot-image-build-${String(process.pid)}-abc`;
  for (const name of [running, `boot-image-build-${String(spawnSync('true').pid)}-def`]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'id_ed25519'), 'a key');
  }
  vi.stubEnv('TMPDIR', folder);
  try {
    const source = { kind: 'nix', flake: '.#none', folder: join(folder, 'not there') } as const;
    const profile = { ...profileDefaults(), name: 'none', memoryMib: 64, cpus: 1, source };
    const options = { image: 'none', capturesFolder: join(folder, 'captures'), graceTimeMs: 0, client: 'test' };
    await expect(launchProfile({ ...options, profile })).rejects.toThrow();
    expect(readdirSync(folder).filter((name) => name.startsWith('boot-image-build-'))).toEqual([running]);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});
