import { editLine } from './editLine.ts';
import { utf8Text } from '../lines/utf8Text.ts';

/**
 * Reads a line that stays a line: text, colours, modes, and moves within the line. Undefined where it takes a terminal to
 * know what is on the screen afterwards.
 *
 * @param raw bytes as latin1, without the line feed
 */
export function plainLine(raw: string, columns: number): string | undefined {
  if (printable.test(raw)) return raw.trimEnd();
  const visible = raw.replace(ignorable, '').replace(/(?<!\r)\r+$/, '');
  if (needsTerminal.test(visible)) return undefined;
  const text = utf8Text(visible);
  if (/[\r\b\x1b]/.test(text)) return editLine(text, columns);
  return (text.includes('\t') ? expandTabs(text) : text).trimEnd();
}

const printable = /^[\x20-\x7e]*\r*$/;

// Colours, modes (but the alternate screen), queries, cursor shapes, titles, character sets that are not yet switched to,
// and control characters without effect on the screen.
const ignorable =
  /\x1b\[[\d;:]*m|\x1b\[\?(?!1049|1047|47)[\d;]*[hl]|\x1b\[[?>=]?[\d;]*[cn]|\x1b\[!p|\x1b\[\d* q|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)|\x1b\(B|\x1b\)[0AB]|\x1b%[@G]|\x1b[=>]|[\x00-\x07\x0f\x10\x11-\x1a\x1c-\x1f\x7f]/g;

// Moves between lines, a switched character set, anything unknown.
const needsTerminal = /\x1b(?!\[\d*[KCDGPX@])|[\x0b\x0c\x0e]/;

function expandTabs(text: string): string {
  let result = '';
  for (const [index, part] of text.split('\t').entries()) {
    if (index > 0) result += ' '.repeat(8 - (result.length % 8));
    result += part;
  }
  return result;
}
