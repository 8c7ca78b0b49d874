import { visibleText } from '../../common/visibleText.ts';

/**
 * Text for XML 1.0. Its control characters cannot be written in it in any way, so they are made visible, and so is what
 * is no character at all.
 */
export function xmlText(text: string): string {
  return visibleText(text, 'newlinesAndTabs')
    .replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>]/g, (character) => entities[character] ?? character);
}

/** For an attribute in double quotes; a line's end would be read as a space. */
export function xmlAttribute(text: string): string {
  return xmlText(text).replace(/["\n\t]/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};
