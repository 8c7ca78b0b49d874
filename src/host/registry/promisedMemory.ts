import { readFileSync } from 'node:fs';
import type { RegisteredVm } from './registeredVm.ts';

/** MiB that the VMs that run have been promised and have not touched yet. Where that cannot be seen: 0. */
export function promisedMemory(vms: readonly RegisteredVm[]): number {
  return vms.reduce((sum, { memoryMib, qemuPid }) => {
    const touched = qemuPid === null ? undefined : residentMib(qemuPid);
    return touched === undefined ? sum : sum + Math.max(0, memoryMib - touched);
  }, 0);
}

/** Linux only. */
function residentMib(pid: number): number | undefined {
  try {
    const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
    return match === null ? undefined : Math.floor(Number(match[1]) / 1024);
  } catch {
    return undefined;
  }
}
