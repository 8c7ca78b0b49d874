import { readFileSync } from 'node:fs';

/** What a process took at most so far, in MiB. */
export function peakMemoryMib(pid: number): number {
  const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
