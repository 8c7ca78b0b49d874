import { secondsText } from '../core/common/secondsText.ts';

/** `1234` → `1.2 s`; a time that is not known is left blank. */
export function inSeconds(durationMs: number | undefined): string {
  return durationMs === undefined ? '' : secondsText(durationMs);
}
