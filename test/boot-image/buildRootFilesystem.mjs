// The first half of the sample image: Debian packages → root file system → squashfs, with the kernel and initrd beside it.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from './runTool.mjs';

const suite = 'bookworm';

/**
 * @param {string} files the folder `files` of the recipe
 * @param {string} workFolder for intermediate files, which are gone afterwards
 * @param {string} liveFolder gets vmlinuz, initrd.img and filesystem.squashfs
 */
export async function buildRootFilesystem(files, workFolder, liveFolder) {
  const overlay = join(workFolder, 'overlay.tar');
  const root = join(workFolder, 'root.tar');
  await packOverlay(files, overlay);
  // Passed as text: in a user namespace, mmdebstrap's root cannot read the files of a private home folder.
  const dpkgOptions = linesOf(await readFile(join(files, 'build/dpkg.cfg'), 'utf8'));
  const packages = linesOf(await readFile(join(files, 'build/packages.txt'), 'utf8'));
  const customize = await readFile(join(files, 'build/customize.sh'), 'utf8');
  await runTool('mmdebstrap', [
    // Its automatic choice may be fakechroot, which cannot run what the packages run.
    `--mode=${process.getuid?.() === 0 ? 'root' : 'unshare'}`,
    '--variant=essential',
    '--architectures=amd64',
    '--format=tar',
    // Merged from the start: the package that merges later brings all of Perl with it.
    '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
    '--aptopt=APT::Install-Recommends "false"',
    '--dpkgopt=force-unsafe-io',
    ...dpkgOptions.map((line) => `--dpkgopt=${line}`),
    `--include=${packages.join(',')}`,
    `--customize-hook=tar-in ${quote(overlay)} /`,
    `--customize-hook=${customize}`,
    `--customize-hook=copy-out /boot/vmlinuz /boot/initrd.img ${quote(liveFolder)}`,
    '--customize-hook=rm -rf "$1"/boot/* "$1"/var/cache/* "$1"/var/lib/apt/lists/*',
    suite,
    root,
  ]);
  await runTool(
    'mksquashfs',
    [
      ...['-', join(liveFolder, 'filesystem.squashfs'), '-tar', '-quiet', '-no-progress'],
      // Strong enough for a small ISO, quick to unpack on an emulated processor.
      ...['-comp', 'zstd', '-Xcompression-level', '9', '-b', '128K'],
    ],
    root,
  );
  await rm(root);
  await rm(overlay);
}

/** The recipe's own files as root's, whoever built and whatever their umask. */
async function packOverlay(/** @type {string} */ files, /** @type {string} */ archive) {
  const ownership = ['--owner=0', '--group=0', '--numeric-owner', '--mode=u=rwX,go=rX', '--sort=name', '--mtime=@0'];
  await runTool('tar', [
    ...ownership,
    `--file=${archive}`,
    '--create',
    '--transform=s,^scenarios,usr/share/boot-image-vm/scenarios,',
    `--directory=${files}`,
    'scenarios',
    `--directory=${join(files, 'rootfs')}`,
    'etc',
    'usr',
  ]);
}

/** Without comments and empty lines. @param {string} text */
function linesOf(text) {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

/** @param {string} path */
function quote(path) {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
