import { visibleText } from '../../common/visibleText.ts';

/** A text of anybody's as character data or an attribute's value of SVG and HTML: it reads as it was and does nothing. */
export function xmlText(text: string): string {
  // What is no character of XML would make the whole file unreadable.
  const characters = visibleText(text, 'nothing').replace(/\p{Surrogate}|[\ufffe\uffff]/gu, '\ufffd');
  return characters.replace(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`);
}
