import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { RunMetadata } from '../../src/core/artefacts/metadata.ts';
import { loadProfiles } from '../../src/core/image/profile/loadProfiles.ts';
import { launchProfile, type ProfileLaunch } from '../../src/host/client/launchProfile.ts';
import type { VmClient } from '../../src/host/client/vmClient.ts';
import { waitForPhase } from '../../src/host/client/waitForPhase.ts';

const bootTimeoutMs = 240_000;
let folder: string;
let vm: VmClient | undefined;

/** The real nix with a store of its own: no daemon, no network, and the machine's own store, if there is one, left alone. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nix-build-'));
  const { stdout: isoPath } = await execa('node', ['test/boot-image/build.mjs']);
  vi.stubEnv('SAMPLE_ISO', isoPath);
  vi.stubEnv('NIX_REMOTE', '');
  vi.stubEnv('NIX_CONFIG', 'build-users-group =\nsandbox = false\nsubstitute = false');
  for (const name of ['STORE', 'STATE', 'LOG', 'CONF']) vi.stubEnv(`NIX_${name}_DIR`, join(folder, name));
  const workspace = join(folder, 'workspace');
  mkdirSync(join(workspace, '.vscode'), { recursive: true });
  const image = (name: string, script: string): string =>
    `${name} = derivation {
      name = "${name}"; system = builtins.currentSystem; builder = "/bin/sh"; PATH = "/usr/bin:/bin";
      key = builtins.path { path = builtins.getEnv "PRE_NIXOS_ROOT_KEY"; name = "key"; };
      iso = builtins.getEnv "SAMPLE_ISO";
      args = [ "-c" ''${script}'' ];
    };`;
  const attributes = [
    image('bootImage', 'echo wrapping the sample; mkdir -p $out/iso; cp $iso $out/iso/sample.iso; cp $key $out/key'),
    image('broken', 'for n in 1 2 3; do echo line $n; done; echo no space left >&2; exit 3'),
    image('two', 'mkdir $out; echo 1 >$out/a.iso; echo 2 >$out/b.iso'),
    image('slow', 'echo it goes on; sleep 317.043'),
  ];
  writeFileSync(join(workspace, 'flake.nix'), `{ outputs = { self }: { ${attributes.join('\n')} }; }`);
  const profiles = ['bootImage', 'broken', 'two', 'slow'].map((name) => ({
    name,
    nix: `.#${name}`,
    memoryMib: 1024,
    accelerator: 'tcg',
  }));
  writeFileSync(join(workspace, '.vscode', 'boot-image.json'), JSON.stringify({ profiles }));
});

afterAll(async () => {
  if (vm?.state.end === null) await vm.stop({ kill: true });
  vm?.dispose();
  vi.unstubAllEnvs();
  // A store is read-only.
  await execa('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true });
});

async function launch(name: string, more: Partial<ProfileLaunch> = {}): Promise<VmClient> {
  const profiles = await loadProfiles(join(folder, 'workspace'));
  const profile = profiles.find((each) => each.name === name);
  if (profile === undefined) throw new Error(`There is no profile ${name}.`);
  const capturesFolder = join(folder, 'captures', name);
  return await launchProfile({ profile, image: name, capturesFolder, graceTimeMs: 60_000, client: 'test', ...more });
}

function runFolders(name: string): string[] {
  const captures = join(folder, 'captures', name);
  return existsSync(captures) ? readdirSync(captures).filter((each) => each !== 'ledger.jsonl') : [];
}

it(
  'builds the image, boots it, and keeps where it came from',
  async () => {
    let log = '';
    vm = await launch('bootImage', { onBuildLog: (text) => (log += text) });
    expect(log).toContain('wrapping the sample');
    const { runFolder, ssh } = vm.state;
    expect(readFileSync(join(runFolder, 'diagnostics', 'nix-build.log'), 'utf8')).toBe(log);
    const metadata = JSON.parse(readFileSync(join(runFolder, 'metadata.json'), 'utf8')) as RunMetadata;
    const storePath = metadata.image?.storePath ?? '';
    expect(metadata.image).toMatchObject({
      path: `${storePath}/iso/sample.iso`,
      deriver: expect.stringMatching(/\.drv$/) as string,
      narHash: expect.stringMatching(/^sha256-/) as string,
    });
    // The key that the image was built with is the one that SSH uses, and its fingerprint is all that the run folder has.
    expect(readFileSync(`${ssh?.keyFile ?? ''}.pub`, 'utf8')).toBe(readFileSync(join(storePath, 'key'), 'utf8'));
    const { stdout } = await execa('ssh-keygen', ['-l', '-f', join(storePath, 'key')]);
    expect(stdout).toContain(metadata.sshKey?.fingerprint ?? 'no fingerprint');
    expect((await execa('grep', ['-rl', 'PRIVATE KEY', folder], { reject: false })).stdout).toBe('');
    const { phases } = await waitForPhase(vm, 'userspace', { timeoutMs: bootTimeoutMs });
    expect(phases.map(({ phase }) => phase)).toContain('userspace');
  },
  bootTimeoutMs,
);

it("tells a build that fails by the builder's last lines, and keeps the log", async () => {
  const failed = launch('broken');
  await expect(failed).rejects.toMatchObject({ reason: 'environment' });
  const error = (await failed.catch((each: unknown) => each)) as Error & { next: string };
  expect(error.message).toMatch(/^nix did not build \.#broken \(exit status 1\):\n/);
  expect(error.message).toMatch(/line 3\n.*no space left\nerror: builder for .* failed with exit code 3$/);
  const [runFolder = ''] = runFolders('broken');
  const log = join(folder, 'captures', 'broken', runFolder, 'diagnostics', 'nix-build.log');
  expect(error.next).toBe(`The whole log: ${log}`);
  expect(readFileSync(log, 'utf8')).toContain('line 1');
});

it('says which images it found where one was expected', async () => {
  await expect(launch('two')).rejects.toMatchObject({
    reason: 'usage',
    message: expect.stringMatching(/^One ISO was expected in .*, found .*a\.iso, .*b\.iso\.$/) as string,
  });
});

it('ends the build when it is cancelled, and leaves no run folder', async () => {
  const aborter = new AbortController();
  const onBuildLog = (text: string): void => {
    if (text.includes('it goes on')) aborter.abort(new Error('enough'));
  };
  await expect(launch('slow', { onBuildLog, signal: aborter.signal })).rejects.toThrow('enough');
  expect(runFolders('slow')).toEqual([]);
  expect((await execa('pgrep', ['-f', 'sleep 317.043'], { reject: false })).stdout).toBe('');
});
