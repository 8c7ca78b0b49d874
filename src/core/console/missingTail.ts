/**
 * What QEMU's own log of the console holds beyond `log`, the bytes that were drained; undefined if the two do not fit
 * together. Both begin with the same byte.
 *
 * Quirk: QEMU 7.2 logs a byte again whenever the console's socket was full for a moment. So a byte that repeats the one
 * before is skipped where `log` has none; at the very end, where that cannot be told, it is kept.
 */
export function missingTail(log: Buffer, qemuLog: Buffer): Buffer | undefined {
  let at = 0;
  for (const byte of log) {
    while (at < qemuLog.length && qemuLog[at] !== byte && at > 0 && qemuLog[at] === qemuLog[at - 1]) at++;
    // QEMU writes its log after the socket: it may be the shorter one.
    if (at >= qemuLog.length) return Buffer.alloc(0);
    if (qemuLog[at] !== byte) return undefined;
    at++;
  }
  return qemuLog.subarray(at);
}
