// Builds the sample boot image, or finds it in the cache, and prints the path of the ISO: that alone goes to stdout.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseBuildArguments, usage } from './buildArguments.mjs';
import { recipeHash, sampleCacheFolder } from './sampleImageCache.mjs';

/** Longer than any build; whoever waits longer for another's build is told so. */
const lockTimeoutSeconds = 600;

/** Set for the run of this script that holds the lock. */
const lockHeldVariable = 'BOOT_IMAGE_VM_SAMPLE_LOCK_HELD';

const recipeFolder = fileURLToPath(new URL('.', import.meta.url));
const request = parseBuildArguments(process.argv.slice(2));
switch (request.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'wrong':
    process.stderr.write(`${request.message}\n${usage}`);
    process.exitCode = 2;
    break;
  case 'build':
    process.exitCode = await findOrBuild(request.force);
}

/** @param {boolean} force @returns {Promise<number>} the exit status */
async function findOrBuild(force) {
  const cacheFolder = sampleCacheFolder(process.env);
  const imageFolder = join(cacheFolder, await recipeHash(recipeFolder));
  const iso = join(imageFolder, 'sample.iso');
  // Asked again under the lock: another build may just have made it.
  if (force || !existsSync(iso)) {
    if (process.env[lockHeldVariable] === undefined) return await runUnderLock(cacheFolder);
    await build(cacheFolder, imageFolder);
  }
  process.stdout.write(`${iso}\n`);
  return 0;
}

/** flock's lock ends with its holder, however that ends. @param {string} cacheFolder */
async function runUnderLock(cacheFolder) {
  if (process.platform !== 'linux') {
    process.stderr.write('The sample boot image is built with Debian tools, which need Linux.\n');
    return 4;
  }
  await mkdir(cacheFolder, { recursive: true });
  const lockOptions = ['--timeout', String(lockTimeoutSeconds), '--conflict-exit-code', '75'];
  const self = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync('flock', [...lockOptions, join(cacheFolder, '.lock'), ...self], {
    stdio: 'inherit',
    env: { ...process.env, [lockHeldVariable]: '1' },
  });
  if (status === 75) process.stderr.write('Another build of the sample boot image has not ended in ten minutes.\n');
  return status ?? 1;
}

/** Complete or absent: the folder takes its name only when the image in it is whole. */
async function build(/** @type {string} */ cacheFolder, /** @type {string} */ imageFolder) {
  const { buildSampleImage } = await import('./buildSampleImage.mjs');
  // What a build that was killed left behind goes first.
  await removeAllBut(cacheFolder, basename(imageFolder));
  const unfinished = await mkdtemp(join(cacheFolder, 'unfinished-'));
  try {
    await buildSampleImage(recipeFolder, unfinished);
    await rm(imageFolder, { recursive: true, force: true });
    await rename(unfinished, imageFolder);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {string} kept */
async function removeAllBut(folder, kept) {
  for (const name of await readdir(folder)) {
    if (name !== kept && name !== '.lock') await rm(join(folder, name), { recursive: true, force: true });
  }
}
