import { constants } from 'node:os';

/** An exit status in words; shells report a command that was killed as 128 and the number of the signal. */
export function exitStatusText(exitStatus: number): string {
  const signal = Object.entries(constants.signals).find(([, number]) => number === exitStatus - 128)?.[0];
  return signal === undefined ? `exit status ${exitStatus}` : `exit status ${exitStatus} (killed by ${signal})`;
}
