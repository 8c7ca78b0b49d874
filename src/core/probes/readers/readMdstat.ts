import type { ReadResult } from './readResult.ts';
import { splitShortLines } from './splitShortLines.ts';

export interface RaidArray {
  readonly name: string;
  /** `active`, `inactive`, with `(read-only)` and the like as the kernel wrote it. */
  readonly state: string;
  /** `raid1`; null for an inactive array. */
  readonly level: string | null;
  /** `flags`: F failed, S spare, W write-mostly, J journal, R replacement. */
  readonly devices: readonly { readonly name: string; readonly slot: number; readonly flags: string }[];
  readonly blocks: number | null;
  /** Devices that the array should have and has, from `[2/1]`. */
  readonly total: number | null;
  readonly up: number | null;
  /** One letter per member: `U` up, `_` missing. */
  readonly members: string | null;
  /** `resync`, `recovery`, `reshape`, `check` in progress. */
  readonly operation: { readonly kind: string; readonly percent: number } | null;
}

/** /proc/mdstat as `{ personalities, arrays }`. Source: drivers/md/md.c, md_seq_show(). */
export function readMdstat(text: string): ReadResult {
  const lines = splitShortLines(text);
  const header = lines.find((line) => line.startsWith('Personalities'));
  if (header === undefined) return { ok: false, why: 'the output has no line Personalities' };
  const personalities = [...header.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1]);
  const arrays: RaidArray[] = [];
  lines.forEach((line, index) => {
    const match = /^(md\S*) : (active|inactive)((?: \([^)]*\))?)(.*)$/.exec(line);
    if (match === null) return;
    const [, name = '', active = '', mode = '', rest = ''] = match;
    arrays.push({ name, state: active + mode, ...membersOf(rest), ...progressOf(detailsAfter(lines, index)) });
  });
  return { ok: true, value: { personalities, arrays } };
}

/** The indented lines below an array's first one. */
function detailsAfter(lines: readonly string[], index: number): string {
  let end = index + 1;
  while (/^\s+\S/.test(lines[end] ?? '')) end++;
  return lines.slice(index + 1, end).join('\n');
}

function membersOf(rest: string): Pick<RaidArray, 'level' | 'devices'> {
  const words = rest.trim().split(/\s+/);
  const devices = words.flatMap((word) => {
    const device = /^(\S+?)\[(\d+)\]((?:\([A-Z]\))*)$/.exec(word);
    if (device === null) return [];
    const [, name = '', slot = '', flags = ''] = device;
    return [{ name, slot: Number(slot), flags: flags.replace(/[()]/g, '') }];
  });
  return { level: words.find((word) => /^[a-z]+\d*$/.test(word)) ?? null, devices };
}

function progressOf(details: string): Pick<RaidArray, 'blocks' | 'total' | 'up' | 'members' | 'operation'> {
  const [, blocks] = /(\d+) blocks/.exec(details) ?? [];
  const [, total, up] = /\[(\d+)\/(\d+)\]/.exec(details) ?? [];
  const [, members] = /\[([U_]+)\]/.exec(details) ?? [];
  const [, kind, percent] = /(\w+)\s*=\s*([\d.]+)%/.exec(details) ?? [];
  return {
    blocks: blocks === undefined ? null : Number(blocks),
    total: total === undefined ? null : Number(total),
    up: up === undefined ? null : Number(up),
    members: members ?? null,
    operation: kind === undefined ? null : { kind, percent: Number(percent) },
  };
}
