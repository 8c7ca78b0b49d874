import { writeFileSync } from 'node:fs';

/** The n-th line of the flood. */
const lineOf = (index: number): string => `${index.toString(16).padStart(8, '0')}\r\n`;

/** Everything that the guest writes. */
export function floodText(lines: number): string {
  return Array.from({ length: lines }, (_, index) => lineOf(index)).join('');
}

/**
 * Writes a disk image that boots in a second: its boot sector waits for a key on the first serial port and then writes
 * numbered lines there, as fast as the port takes them.
 */
export function writeFloodImage(path: string, lines: number): void {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(lines);
  const code = [
    ...[0x31, 0xc0, 0x8e, 0xd8, 0x66, 0x31, 0xdb], // xor ax, ax; mov ds, ax; xor ebx, ebx
    ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01, 0x74, 0xf8], // key: mov dx, 0x3fd; in al, dx; test al, 1; jz key
    ...[0xba, 0xf8, 0x03, 0xec], // mov dx, 0x3f8; in al, dx
    ...[0xb9, 0x08, 0x00, 0x66, 0x89, 0xd8], // line: mov cx, 8; mov eax, ebx
    ...[0x66, 0xc1, 0xc0, 0x04, 0x50, 0x24, 0x0f], // digit: rol eax, 4; push ax; and al, 15
    ...[0x04, 0x30, 0x3c, 0x39, 0x76, 0x02, 0x04, 0x27], // add al, '0'; cmp al, '9'; jbe $+4; add al, 'a'-'9'-1
    ...[0xe8, 0x1d, 0x00, 0x58, 0xe2, 0xeb], // call put; pop ax; loop digit
    ...[0xb0, 0x0d, 0xe8, 0x15, 0x00, 0xb0, 0x0a, 0xe8, 0x10, 0x00], // mov al, 13; call put; mov al, 10; call put
    ...[0x66, 0x43, 0x66, 0x81, 0xfb, ...count, 0x72, 0xd0], // inc ebx; cmp ebx, lines; jb line
    ...[0xfa, 0xf4, 0xeb, 0xfd, 0x90], // cli; stop: hlt; jmp stop
    ...[0x50, 0xba, 0xfd, 0x03, 0xec, 0xa8, 0x20, 0x74, 0xfb], // put: push ax; mov dx, 0x3fd; in al, dx; test al, 32; jz $-3
    ...[0x58, 0xba, 0xf8, 0x03, 0xee, 0xc3], // pop ax; mov dx, 0x3f8; out dx, al; ret
  ];
  const image = Buffer.alloc(1_048_576);
  image.set(code, 0);
  image.set([0x55, 0xaa], 510);
  writeFileSync(path, image);
}
