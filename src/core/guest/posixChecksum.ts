/** The CRC of POSIX `cksum`: polynomial 0x04C11DB7, most significant bit first, the length appended, complemented. */
export class PosixChecksum {
  #crc = 0;
  #length = 0;

  update(data: Uint8Array): void {
    let crc = this.#crc;
    for (const byte of data) crc = (crc << 8) ^ (table[((crc >>> 24) ^ byte) & 0xff] ?? 0);
    this.#crc = crc;
    this.#length += data.length;
  }

  /** Decimal, as `cksum` prints it. */
  digest(): string {
    let crc = this.#crc;
    for (let rest = this.#length; rest > 0; rest = Math.floor(rest / 256)) {
      crc = (crc << 8) ^ (table[((crc >>> 24) ^ rest) & 0xff] ?? 0);
    }
    return String(~crc >>> 0);
  }
}

const table = Int32Array.from({ length: 256 }, (_, index) => {
  let crc = index << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
