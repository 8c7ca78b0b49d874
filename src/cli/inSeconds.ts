/** `1234` → `1.2 s`; a time that is not known is left blank. */
export function inSeconds(durationMs: number | undefined): string {
  return durationMs === undefined ? '' : `${(durationMs / 1000).toFixed(1)} s`;
}
