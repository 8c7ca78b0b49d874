/**
 * How many columns a terminal gives a text: 2 for East Asian wide characters and emoji, 0 for combining marks. Without the
 * width tables of a library: right for what file names, titles and guests' words hold.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) continue;
    width += isWide(character) ? 2 : 1;
  }
  return width;
}

function isWide(character: string): boolean {
  return (
    /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]$/u.test(
      character,
    ) || /^[\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]$/.test(character)
  );
}
