import { access, readdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { type LedgerEntry, ledgerEntry } from '../ledgerEntry.ts';
import { readMetadata } from '../readMetadata.ts';
import type { PastRun, PastRuns } from './pastRun.ts';
import { ledgerPath, readLedger } from './readLedger.ts';

/** So many files are read at once. */
const atOnce = 16;

/**
 * The runs of a captures folder that are still there: from the ledger, which is one file, and only for those that it does
 * not know (they run, or were never ended) from their metadata.json.
 *
 * Errors: those of reading the ledger.
 */
export async function listPastRuns(capturesFolder: string): Promise<PastRuns> {
  const [ledger, folders] = await Promise.all([readLedger(capturesFolder), foldersIn(capturesFolder)]);
  const remarks: string[] = [];
  const { damagedLines } = ledger;
  if (damagedLines.length > 0) remarks.push(damageText(damagedLines, ledgerPath(capturesFolder)));
  // The last line of a folder counts: a run that was completed afterwards has another.
  const entries = new Map(ledger.entries.map((entry) => [resolve(capturesFolder, entry.runFolder), entry]));
  const known = await inBatches([...entries], async ([runFolder, entry]): Promise<readonly PastRun[]> => {
    const isThere = folders.has(relative(capturesFolder, runFolder)) || (await exists(runFolder));
    return isThere ? [pastRun(entry, runFolder)] : [];
  });
  const unknown = [...folders].map((name) => join(capturesFolder, name)).filter((path) => !entries.has(path));
  const others = await inBatches(unknown, async (runFolder): Promise<readonly PastRun[]> => {
    try {
      return [pastRun(ledgerEntry(await readMetadata(runFolder), ''), runFolder)];
    } catch (error) {
      // A folder of somebody's own is no run.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        remarks.push(`${runFolder}${sep}metadata.json cannot be read, so the run is not listed.`);
      }
      return [];
    }
  });
  const runs = [...known.flat(), ...others.flat()].sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
  return { runs, remarks };
}

function pastRun(entry: LedgerEntry, runFolder: string): PastRun {
  return { ...entry, runFolder };
}

async function foldersIn(capturesFolder: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(capturesFolder, { withFileTypes: true }).catch(() => []);
  return new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    results.push(...(await Promise.all(items.slice(start, start + atOnce).map(work))));
  }
  return results;
}

const maxNumbers = 5;

function damageText(lines: readonly number[], path: string): string {
  const numbers = lines.slice(0, maxNumbers).join(', ') + (lines.length > maxNumbers ? ', …' : '');
  const what = lines.length === 1 ? `Line ${numbers}` : `${String(lines.length)} lines (${numbers})`;
  return `${what} of ${path} cannot be read and ${lines.length === 1 ? 'was' : 'were'} passed over.`;
}
