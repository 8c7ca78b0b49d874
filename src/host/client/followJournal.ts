import { LineSplitter } from '../../core/common/lineSplitter.ts';
import { type JournalEntry, readJournalEntry } from '../../core/journal/journalEntry.ts';
import type { VmClient } from './vmClient.ts';

const pieceBytes = 256 * 1024;
const maxEntryBytes = 4 * 1024 * 1024;
const waitMs = 20_000;
/** journalctl has just been started in the guest, which under emulation takes its time. */
const firstEntryMs = 15_000;
/** As long as entries come closer than this, they are taken as those that there are. */
const pauseMs = 1_000;

export interface FollowJournalOptions {
  /** `now`: what there is; `end`: until the VM ends. */
  readonly until: 'now' | 'end';
  /** Its promise holds back the next ones. `line` is the entry as journalctl wrote it. */
  readonly onEntry: (entry: JournalEntry, line: string) => void | Promise<void>;
  /** A line that is no entry as journald writes them was passed over. */
  readonly onUnreadable: () => void;
  readonly signal: AbortSignal;
}

/** Reads a VM's journal from its first entry. Answers why there is none, or no more, if that is known. */
export async function followJournal(client: VmClient, options: FollowJournalOptions): Promise<string | null> {
  const { until, onEntry, onUnreadable, signal } = options;
  const lines = new LineSplitter(maxEntryBytes);
  for (let offset = 0; ;) {
    const patienceMs = until === 'end' ? waitMs : offset === 0 ? firstEntryMs : pauseMs;
    const { data, ended, why } = await client.readJournal({ offset, maxBytes: pieceBytes, waitMs: patienceMs }, signal);
    signal.throwIfAborted();
    if (data.length === 0 && (ended || until === 'now')) return why;
    offset += data.length;
    for (const line of lines.push(data).toString('utf8').split('\n')) {
      const entry = readJournalEntry(line);
      if (entry !== undefined) await onEntry(entry, line);
      else if (line !== '') onUnreadable();
    }
  }
}
