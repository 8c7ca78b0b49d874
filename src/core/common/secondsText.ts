/** A duration for people: `0.3 s`, `105.1 s`. */
export function secondsText(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
