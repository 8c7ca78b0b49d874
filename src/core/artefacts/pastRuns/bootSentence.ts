import { secondsText } from '../../common/secondsText.ts';
import type { Boot } from './bootTimes.ts';

/** One boot in words. */
export function bootSentence({ startedAt, bootMs, outcome, accelerator }: Boot): string {
  const time = startedAt.replace(/:\d\d(\.\d+)?Z$/, 'Z').replace('T', ' ');
  const ready = bootMs === null ? 'did not get ready' : `ready after ${secondsText(bootMs)}`;
  return [time, ready, outcome, accelerator].filter((word) => word !== null).join(', ');
}
