/** Half as long again, and long enough that a person notices: emulation on a busy machine is not told from a slow guest. */
export function isSlower(beforeMs: number, afterMs: number, atLeastMs: number): boolean {
  return afterMs > beforeMs * 1.5 && afterMs - beforeMs >= atLeastMs;
}
