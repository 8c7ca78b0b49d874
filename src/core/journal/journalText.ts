import { visibleText } from '../common/visibleText.ts';
import type { JournalEntry } from './journalEntry.ts';

/** `sshd[407]: message`; further lines are indented, control characters made visible. */
export function journalMessage({ writer, pid, message }: JournalEntry): string {
  const from =
    pid === undefined
      ? visibleText(writer, 'nothing')
      : `${visibleText(writer, 'nothing')}[${visibleText(pid, 'nothing')}]`;
  const text = visibleText(message.replace(/\r\n/g, '\n').trimEnd(), 'newlinesAndTabs');
  return `${from}: ${text.replace(/\n/g, '\n    ')}`;
}

/** As journalctl -o short-iso-precise has it, but in UTC, as all times of a run are. */
export function journalLine(entry: JournalEntry): string {
  const at = entry.at?.toISOString() ?? '(no time)';
  return `${at} ${journalMessage(entry)}`;
}
