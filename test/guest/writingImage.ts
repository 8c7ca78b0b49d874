import { writeFileSync } from 'node:fs';

export const allWritten = 'all is written\r\n';

/**
 * Writes a disk image that boots in a second: its boot sector writes 16 KiB into each of 64 places of its disk, and says so
 * on the first serial port when all is written.
 */
export function writeWritingImage(path: string): void {
  const image = Buffer.alloc(8_388_608);
  const packetOffset = 64;
  const messageOffset = 96;
  const code = [
    ...[0x31, 0xc0, 0x8e, 0xd8, 0xb9, 0x40, 0x00], // xor ax, ax; mov ds, ax; mov cx, 64
    ...[0x51, 0xbe, packetOffset, 0x7c], // again: push cx; mov si, packet
    ...[0xb8, 0x00, 0x43, 0xb2, 0x80, 0xcd, 0x13], // mov ax, 0x4300; mov dl, 0x80; int 0x13
    ...[0x66, 0x81, 0x06, packetOffset + 8, 0x7c, 0x80, 0x00, 0x00, 0x00], // add dword [packet + 8], 128
    ...[0x59, 0xe2, 0xe9], // pop cx; loop again
    ...[0xbe, messageOffset, 0x7c, 0xfc], // mov si, message; cld
    ...[0xac, 0x84, 0xc0, 0x74, 0x06], // next: lodsb; test al, al; jz stop
    ...[0xba, 0xf8, 0x03, 0xee, 0xeb, 0xf5], // mov dx, 0x3f8; out dx, al; jmp next
    ...[0xf4, 0xeb, 0xfd], // stop: hlt; jmp stop
  ];
  image.set(code, 0);
  // 32 sectors from 0x7c00 to sector 128, as int 0x13 takes it.
  image.set([0x10, 0x00, 0x20, 0x00, 0x00, 0x7c, 0x00, 0x00, 0x80], packetOffset);
  image.write(`${allWritten}\0`, messageOffset, 'latin1');
  image.set([0x55, 0xaa], 510);
  writeFileSync(path, image);
}
