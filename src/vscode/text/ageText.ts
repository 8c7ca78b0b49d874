import { minutesText } from './minutesText.ts';

/**
 * How long ago something was, in steps of a minute at the finest: text that changed every second would make the tree
 * refresh every second.
 */
export function ageText(isoTime: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(isoTime)) / 60_000);
  if (Number.isNaN(minutes)) return 'at an unknown time';
  return minutes < 1 ? 'just now' : `${minutesText(minutes)} ago`;
}
