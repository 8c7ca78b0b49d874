import { minutesText } from './minutesText.ts';

/** How long a VM has been running, in whole minutes: `just started`, `up 3 min`. */
export function upText(startedAt: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(startedAt)) / 60_000);
  if (Number.isNaN(minutes)) return 'up';
  return minutes < 1 ? 'just started' : `up ${minutesText(minutes)}`;
}
