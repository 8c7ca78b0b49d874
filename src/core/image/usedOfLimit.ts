import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';

/**
 * Bytes of this container's memory that are in use; what the page cache holds and can give back is not (as `kubectl top`
 * counts). 0 where that cannot be seen. Formats: cgroups(7), cgroup-v2 and cgroup-v1/memory in Linux's documentation.
 */
export function usedOfLimit(): number {
  const groups = read('/proc/self/cgroup') ?? '';
  // A container may see its own group as the root, and be told its path in the host.
  const version2 = ['', /^0::(.*)$/m.exec(groups)?.[1] ?? ''].map((path) => ({
    current: join(root, path, 'memory.current'),
    stat: join(root, path, 'memory.stat'),
    key: 'inactive_file',
  }));
  const version1 = ['', /^\d+:memory:(.*)$/m.exec(groups)?.[1] ?? ''].map((path) => ({
    current: join(root, 'memory', path, 'memory.usage_in_bytes'),
    stat: join(root, 'memory', path, 'memory.stat'),
    key: 'total_inactive_file',
  }));
  for (const { current, stat, key } of [...version2, ...version1].toReversed()) {
    const used = read(current);
    if (used === undefined) continue;
    const cached = new RegExp(`^${key} (\\d+)$`, 'm').exec(read(stat) ?? '')?.[1] ?? '0';
    return Math.max(0, Number(used) - Number(cached));
  }
  return 0;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
