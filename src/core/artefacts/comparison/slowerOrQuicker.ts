import { isSlower } from './isSlower.ts';

/**
 * Whether something took longer than it did by more than the whole boot did, or less long; undefined: neither.
 *
 * @param pace how many times as long the whole boot took
 */
export function slowerOrQuicker(
  beforeMs: number,
  afterMs: number,
  { noticedMs, pace }: { readonly noticedMs: number; readonly pace: number },
): 'worse' | 'better' | undefined {
  if (isSlower(beforeMs * Math.max(1, pace), afterMs, noticedMs)) return 'worse';
  return isSlower(afterMs, beforeMs * Math.min(1, pace), noticedMs) ? 'better' : undefined;
}
