import { writeFileSync } from 'node:fs';

export const echoGreeting = 'echo guest ready\r\n';

/**
 * Writes a disk image that boots in a second: its boot sector greets on the first serial port and then sends back whatever
 * it receives. A whole guest where only the console matters.
 */
export function writeEchoImage(path: string): void {
  const image = Buffer.alloc(1_048_576);
  const messageOffset = 34;
  const code = [
    ...[0x31, 0xc0, 0x8e, 0xd8], // xor ax, ax; mov ds, ax
    ...[0xbe, messageOffset, 0x7c, 0xfc], // mov si, 0x7c00 + messageOffset; cld
    ...[0xac, 0x84, 0xc0, 0x74, 0x06], // next: lodsb; test al, al; jz echo
    ...[0xba, 0xf8, 0x03, 0xee, 0xeb, 0xf5], // mov dx, 0x3f8; out dx, al; jmp next
    ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01, 0x74, 0xf8], // echo: mov dx, 0x3fd; in al, dx; test al, 1; jz echo
    ...[0xba, 0xf8, 0x03, 0xec, 0xee, 0xeb, 0xf1], // mov dx, 0x3f8; in al, dx; out dx, al; jmp echo
  ];
  image.set(code, 0);
  image.write(`${echoGreeting}\0`, messageOffset, 'latin1');
  image.set([0x55, 0xaa], 510);
  writeFileSync(path, image);
}
