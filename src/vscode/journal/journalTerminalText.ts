import type { JournalEntry } from '../../core/journal/journalEntry.ts';
import { journalMessage } from '../../core/journal/journalText.ts';

const reset = '\u001b[0m';
const dim = '\u001b[2m';

/** As journalctl colours them; the priority also stands in the text. */
const colours: readonly string[] = [
  '\u001b[1;31m',
  '\u001b[1;31m',
  '\u001b[1;31m',
  '\u001b[31m',
  '\u001b[33m',
  '\u001b[1m',
  '',
  dim,
];
const names: readonly string[] = ['EMERG', 'ALERT', 'CRIT', 'ERR', 'WARN', 'NOTICE', 'INFO', 'DEBUG'];

/** An entry for a terminal: its time, its priority in words, who wrote it and what. Its own escape sequences are made visible. */
export function journalTerminalText(entry: JournalEntry): string {
  const priority = entry.priority ?? 6;
  const time = entry.at?.toISOString().slice(11, 23) ?? '            ';
  const word = (names[priority] ?? '').padEnd(6);
  const text = journalMessage(entry).replace(/\n/g, '\r\n');
  return `${dim}${time}${reset} ${colours[priority] ?? ''}${word} ${text}${reset}\r\n`;
}
