/**
 * Takes out how programs ask a terminal for its size: they send the cursor to a corner that cannot be, ask where it is,
 * and send it back to where it was. On a screen of another size, the way back would lead into other text.
 *
 * systemd does it at boot and at shutdown (`ESC[6n ESC[32766;32766H ESC[6n`), so does `resize`.
 */
export class SizeProbes {
  /** The next move is the way back. */
  #isOut = false;

  /** Overwrites probes with NUL, so that offsets stay. @param data the next bytes, with no move cut off at their end */
  blankOut(data: string): string {
    if (!this.#isOut && !probe.test(data)) return data;
    return data.replace(movesAndLines, (match, row: string | undefined, column: string | undefined) => {
      if (row === undefined || column === undefined) {
        this.#isOut = false;
        return match;
      }
      const isProbe = row.length >= 3 && column.length >= 3;
      if (!isProbe && !this.#isOut) return match;
      this.#isOut = isProbe;
      return '\0'.repeat(match.length);
    });
  }
}

const probe = /\x1b\[\d{3,20};\d{3,20}H/;
const movesAndLines = /\x1b\[(\d{1,20});(\d{1,20})H|\n/g;
