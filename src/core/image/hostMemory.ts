import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { usedOfLimit } from './usedOfLimit.ts';

/** This machine's memory, or this container's share of it. */
export function hostMemory(): { readonly totalMib: number; readonly availableMib: number } {
  // Without a limit it is 0 or larger than the machine's memory.
  const limit = process.constrainedMemory();
  if (limit === 0 || limit >= totalmem()) return { totalMib: toMib(totalmem()), availableMib: toMib(availableBytes()) };
  const left = Math.max(0, limit - usedOfLimit());
  return { totalMib: toMib(limit), availableMib: toMib(Math.min(left, availableBytes())) };
}

/** What Linux can give without swapping; `freemem` counts the page cache as used before libuv 1.45. */
function availableBytes(): number {
  try {
    const match = /^MemAvailable:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'));
    if (match !== null) return Number(match[1]) * 1024;
  } catch {
    // Not Linux.
  }
  return freemem();
}

const toMib = (bytes: number): number => Math.floor(bytes / 1024 ** 2);
