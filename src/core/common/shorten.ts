/** The text, or its beginning and an ellipsis, at most `maxCharacters` long. */
export function shorten(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  // Never half a surrogate pair.
  const end = /[\ud800-\udbff]/.test(text.charAt(maxCharacters - 2)) ? maxCharacters - 2 : maxCharacters - 1;
  return `${text.slice(0, end)}…`;
}
