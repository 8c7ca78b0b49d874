/** Where a console's bytes come from: a running VM's host, then the rest of serial.log. Offsets are those of serial.log. */
export interface ConsoleSource {
  /** Bytes there are by now. */
  length(): Promise<number>;
  /** Up to `maxBytes` from `offset`, waiting a while for the first; no data and `ended` means that no more will come. */
  read(
    request: { readonly offset: number; readonly maxBytes: number },
    signal: AbortSignal,
  ): Promise<{ readonly data: Buffer; readonly ended: boolean }>;
}
