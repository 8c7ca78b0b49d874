import { visibleText } from '../../common/visibleText.ts';
import { codeSpan } from './codeSpan.ts';

/**
 * A text of anybody's as running text on one line of Markdown, that reads as it was and does nothing: no link, heading,
 * list, HTML, formula or emphasis can come of it. Words that viewers turn into links by themselves
 * (`https://…`, and also `getty@tty1.service`, which looks like a mail address) become code spans, because no escape
 * keeps every viewer from it.
 */
export function plainText(text: string): string {
  const words = visibleText(text.trim().replace(/\s+/g, ' '), 'nothing').split(' ');
  return words.map((word, index) => escapeWord(word, index === 0 ? 'first' : 'later')).join(' ');
}

function escapeWord(word: string, position: 'first' | 'later'): string {
  if (/@|\/\/|www\.|mailto:|xmpp:/i.test(word)) return codeSpan(word);
  const escaped = word
    .replace(/[\\`*[\]<>~&$]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/^#/, '\\#');
  if (position === 'later') return escaped;
  // What makes a list, a rule or an underlined heading, if it is the first word of a line.
  return escaped.replace(/^(?:\+|-+|=+)$/, '\\$&').replace(/^(\d+)([.)])$/, '$1\\$2');
}
