import { writeSync } from 'node:fs';

/** Writes all of it at a place of a file. One write may take only a part, on a full disk for one; the next then says why. */
export function writeWhole(file: number, data: Buffer, position: number): void {
  for (let written = 0; written < data.length;) {
    written += writeSync(file, data, written, data.length - written, position + written);
  }
}
