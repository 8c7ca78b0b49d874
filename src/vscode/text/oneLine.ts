import { shorten } from '../../core/common/shorten.ts';

/** Text for a place that shows one line: line breaks, tabs and control characters become single spaces. */
export function oneLine(text: string, maxLength = 200): string {
  // Guest text can hold anything, escape sequences included.
  const line = text.replace(/[\s\u0000-\u001f\u007f-\u009f]+/gu, ' ').trim();
  return shorten(line, maxLength);
}
