import { writeFileSync } from 'node:fs';

export const echoGreeting = 'echo guest ready\r\n';

/**
 * Writes a disk image that boots in a second: its boot sector greets on the first serial port and then sends back whatever
 * it receives, until its power button is pressed: then it powers itself off. A whole guest where only the machine matters.
 * SeaBIOS puts the ACPI registers of the button at 0x600.
 */
export function writeEchoImage(path: string): void {
  const image = Buffer.alloc(1_048_576);
  const messageOffset = 58;
  const code = [
    ...[0x31, 0xc0, 0x8e, 0xd8], // xor ax, ax; mov ds, ax
    ...[0xbe, messageOffset, 0x7c, 0xfc], // mov si, 0x7c00 + messageOffset; cld
    ...[0xac, 0x84, 0xc0, 0x74, 0x06], // next: lodsb; test al, al; jz echo
    ...[0xba, 0xf8, 0x03, 0xee, 0xeb, 0xf5], // mov dx, 0x3f8; out dx, al; jmp next
    ...[0xba, 0x02, 0x06, 0xb8, 0x00, 0x01, 0xef], // mov dx, 0x602; mov ax, 0x100; out dx, ax
    ...[0xba, 0x00, 0x06, 0xed, 0xf6, 0xc4, 0x01, 0x75, 0x0f], // echo: mov dx, 0x600; in ax, dx; test ah, 1; jnz off
    ...[0xba, 0xfd, 0x03, 0xec, 0xa8, 0x01, 0x74, 0xef], // mov dx, 0x3fd; in al, dx; test al, 1; jz echo
    ...[0xba, 0xf8, 0x03, 0xec, 0xee, 0xeb, 0xe8], // mov dx, 0x3f8; in al, dx; out dx, al; jmp echo
    ...[0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xf4], // off: mov dx, 0x604; mov ax, 0x2000; out dx, ax; hlt
  ];
  image.set(code, 0);
  image.write(`${echoGreeting}\0`, messageOffset, 'latin1');
  image.set([0x55, 0xaa], 510);
  writeFileSync(path, image);
}
