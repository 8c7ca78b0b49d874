/**
 * Makes visible what a terminal or a Markdown viewer would act on or hide: control characters become control pictures
 * (ESC is shown as U+241B), C1 controls, bidirectional and zero-width characters become `\u{…}`.
 *
 * @param keep `newlinesAndTabs` for text of several lines; `nothing` makes one line of it
 */
export function visibleText(text: string, keep: 'newlinesAndTabs' | 'nothing'): string {
  return text.replace(hidden, (character) => {
    if (keep === 'newlinesAndTabs' && (character === '\n' || character === '\t')) return character;
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return `\\u{${code.toString(16)}}`;
  });
}

/** C0, DEL, C1, soft hyphen, Arabic letter mark, zero-width and bidirectional marks, line separators, byte order mark, tags. */
const hidden =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
