import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureDebianPackages } from '../../src/tools/debianPackages.mjs';
import { buildIso } from './buildIso.mjs';
import { buildRootFilesystem } from './buildRootFilesystem.mjs';

/** What the build machine needs. */
const tools = [
  'debian-archive-keyring',
  'grub-common',
  'grub-efi-amd64-bin',
  'isolinux',
  'mmdebstrap',
  'mtools',
  'squashfs-tools',
  'syslinux-common',
  'xorriso',
];

/** User and group ids for the user namespace that stands in for root. */
const toolsWithoutRoot = ['uidmap'];

/**
 * @param {string} recipeFolder this folder
 * @param {string} targetFolder an empty folder; afterwards it holds `sample.iso` and nothing else
 */
export async function buildSampleImage(recipeFolder, targetFolder) {
  const asRoot = process.getuid?.() === 0;
  ensureDebianPackages(asRoot ? tools : [...tools, ...toolsWithoutRoot], 'to build the sample boot image');
  const startedAt = Date.now();
  const files = join(recipeFolder, 'files');
  const isoFolder = join(targetFolder, 'iso');
  const liveFolder = join(isoFolder, 'live');
  await mkdir(liveFolder, { recursive: true });
  process.stderr.write('Sample boot image: putting Debian packages together (about a minute)\n');
  await buildRootFilesystem(files, targetFolder, liveFolder);
  process.stderr.write('Sample boot image: writing the ISO\n');
  await buildIso(files, isoFolder, join(targetFolder, 'sample.iso'));
  await rm(isoFolder, { recursive: true });
  process.stderr.write(`Sample boot image: built in ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
}
