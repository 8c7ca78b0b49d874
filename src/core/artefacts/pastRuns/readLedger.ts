import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoCode } from '../../common/errnoCode.ts';
import type { LedgerEntry } from '../ledgerEntry.ts';

export interface Ledger {
  readonly entries: readonly LedgerEntry[];
  /** Numbers of the lines that are none of ours, from 1: cut off by a full disk, or written by something else. */
  readonly damagedLines: readonly number[];
}

export const ledgerPath = (capturesFolder: string): string => join(capturesFolder, 'ledger.jsonl');

/** The ledger of a captures folder; empty if there is none. Errors: those of reading it. */
export async function readLedger(capturesFolder: string): Promise<Ledger> {
  const text = await readFile(ledgerPath(capturesFolder), 'utf8').catch((error: unknown) => {
    if (errnoCode(error) === 'ENOENT') return '';
    throw error;
  });
  const entries: LedgerEntry[] = [];
  const damagedLines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const entry = entryOf(line);
    if (entry === undefined) damagedLines.push(index + 1);
    else entries.push(entry);
  }
  return { entries, damagedLines };
}

function entryOf(line: string): LedgerEntry | undefined {
  try {
    const entry = JSON.parse(line) as Partial<LedgerEntry> | null;
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Every field that is shown or reckoned with has to be what it should be. */
function isEntry(entry: Partial<LedgerEntry> | null): entry is LedgerEntry {
  if (entry?.schemaVersion !== 1) return false;
  const { runFolder, profile, startedAt, endedAt, outcome, result, bootMs, findings } = entry;
  const texts = [runFolder, profile, startedAt, outcome, result].every((value) => typeof value === 'string');
  const time = startedAt !== undefined && !Number.isNaN(Date.parse(startedAt));
  const end = endedAt === null || typeof endedAt === 'string';
  const boot = bootMs === null || Number.isFinite(bootMs);
  return texts && time && end && boot && typeof findings === 'object' && Number.isInteger(findings.error);
}
