import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostMemory } from '../../../src/core/image/hostMemory.ts';

const mib = 1024 ** 2;
const limitMib = 4096;

/** The folder of this process's control group for memory, and what its limit is called. */
function ownGroup(): { readonly folder: string; readonly limit: string } {
  const groups = readFileSync('/proc/self/cgroup', 'utf8');
  const version1 = /^\d+:memory:(.*)$/m.exec(groups)?.[1];
  if (version1 !== undefined) {
    return { folder: join('/sys/fs/cgroup/memory', version1), limit: 'memory.limit_in_bytes' };
  }
  return { folder: join('/sys/fs/cgroup', /^0::(.*)$/m.exec(groups)?.[1] ?? ''), limit: 'memory.max' };
}

/** Undefined: this user may not. */
function enterLimited(): { leave(): void } | undefined {
  try {
    const { folder, limit } = ownGroup();
    const limited = join(folder, `boot-image-test-${String(process.pid)}`);
    mkdirSync(limited);
    const leave = (): void => {
      writeFileSync(join(folder, 'cgroup.procs'), String(process.pid));
      rmdirSync(limited);
    };
    try {
      writeFileSync(join(limited, limit), String(limitMib * mib));
      writeFileSync(join(limited, 'cgroup.procs'), String(process.pid));
      return { leave };
    } catch {
      leave();
      return undefined;
    }
  } catch {
    return undefined;
  }
}

it('subtracts from a limit what is used of it, and not what the page cache holds', ({ skip }) => {
  skip(!existsSync('/proc/self/cgroup'), 'There are no control groups here.');
  const group = enterLimited();
  skip(group === undefined, 'This user cannot limit the memory of a process.');
  const folder = mkdtempSync(join(tmpdir(), 'memory '));
  try {
    const first = hostMemory();
    expect(first.totalMib).toBe(limitMib);
    expect(first.availableMib).toBeLessThanOrEqual(limitMib);
    writeFileSync(join(folder, 'read and written'), Buffer.alloc(256 * mib));
    const taken = Buffer.alloc(512 * mib, 1);
    const { availableMib } = hostMemory();
    expect(first.availableMib - availableMib).toBeGreaterThan(450);
    // The 256 MiB of the buffer that was written may wait to be collected; those of the cache do not count.
    expect(first.availableMib - availableMib).toBeLessThan(512 + 256 + 128);
    expect(taken.length).toBe(512 * mib);
  } finally {
    rmSync(folder, { recursive: true });
    group?.leave();
  }
});
