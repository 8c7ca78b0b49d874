import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 500;

/**
 * Makes a folder once, however many processes ask for it at the same time: one makes it beside its final place and renames
 * it when it is whole, the others wait. A maker that died is replaced.
 *
 * @param {string} folder absolute
 * @param {{ name: string, deadlineMs: number, make: (partialFolder: string) => Promise<void> }} how
 */
export async function makeOnce(folder, { name, deadlineMs, make }) {
  const lock = `${folder}.lock`;
  const partial = `${folder}.partial-${String(process.pid)}`;
  mkdirSync(dirname(folder), { recursive: true });
  const endsAt = Date.now() + deadlineMs;
  for (;;) {
    if (exists(folder)) return;
    if (takeLock(lock)) break;
    if (Date.now() > endsAt) throw new Error(`Gave up waiting for another process to make ${name}; it holds ${lock}.`);
    await delay(pollMs);
  }
  try {
    if (exists(folder)) return;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial);
    await make(partial);
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock a file that holds its owner's process id */
function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(read(lock));
    // An empty lock is being written this moment, unless it is old.
    const isAbandoned = owner > 0 ? !isAlive(owner) : ageMs(lock) > 10_000;
    if (isAbandoned) rmSync(lock, { force: true });
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** @param {string} path */
function ageMs(path) {
  return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
}

/** @param {string} path */
function exists(path) {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
