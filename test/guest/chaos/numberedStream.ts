import { writeFileSync } from 'node:fs';

const linesPerBurst = 64;
const countOffset = 0x41;

/**
 * Writes a disk image that boots in a second and then counts on the first serial port, `00000000`, `00000001` and so on, a
 * line each, in bursts of more than the console's socket holds, 18 a second. A byte is sent when the UART is empty, as the
 * Linux kernel's own console does it, and is noted at once on port 0xe9, from where QEMU's debug console writes it to a file.
 */
export function writeNumbersImage(path: string): void {
  const image = Buffer.alloc(1_048_576);
  const code = [
    ...[0x31, 0xc0, 0x8e, 0xd8, 0x8e, 0xd0, 0xbc, 0x00, 0x7c, 0xfb], // xor ax, ax; mov ds, ax; mov ss, ax; mov sp, 0x7c00; sti
    ...[0xf4, 0xb9, linesPerBurst, 0x00], // tick: hlt; mov cx, linesPerBurst
    ...[0xbe, countOffset, 0x7c, 0xfc], // line: mov si, count; cld
    ...[0xac, 0x84, 0xc0, 0x74, 0x16, 0x88, 0xc4], // next: lodsb; test al, al; jz increment; mov ah, al
    ...[0xba, 0xfd, 0x03], // mov dx, 0x3fd
    ...[0xec, 0x24, 0x60, 0x3c, 0x60, 0x75, 0xf9], // wait: in al, dx; and al, 0x60; cmp al, 0x60; jne wait
    ...[0x88, 0xe0, 0xba, 0xf8, 0x03, 0xee], // mov al, ah; mov dx, 0x3f8; out dx, al
    ...[0xe6, 0xe9, 0xeb, 0xe5], // out 0xe9, al; jmp next
    ...[0xbf, countOffset + 7, 0x7c], // increment: mov di, count + 7
    ...[0xfe, 0x05, 0x80, 0x3d, 0x39, 0x76, 0x06], // digit: inc byte [di]; cmp byte [di], '9'; jbe done
    ...[0xc6, 0x05, 0x30, 0x4f, 0xeb, 0xf3], // mov byte [di], '0'; dec di; jmp digit
    ...[0xe2, 0xcf, 0xeb, 0xc9], // done: loop line; jmp tick
  ];
  image.set(code, 0);
  image.write('00000000\n\0', countOffset, 'latin1');
  image.set([0x55, 0xaa], 510);
  writeFileSync(path, image);
}

/** What has QEMU write to a file what the guest has sent, byte by byte, whatever becomes of the console. */
export const sentArguments = (file: string): string[] => [
  ...['-chardev', `file,id=sent,path=${file}`],
  ...['-device', 'isa-debugcon,iobase=0xe9,chardev=sent'],
];

/**
 * Reads along in the numbered stream.
 *
 * @returns how far `data` goes in it, and how many bytes stand there once more than the guest sent them
 * Errors: if it holds anything else, or anything is missing.
 */
export function readNumbers(data: Buffer): { readonly bytes: number; readonly repeated: number } {
  let bytes = 0;
  let repeated = 0;
  for (const [offset, byte] of data.entries()) {
    if (byte === numberedByte(bytes)) bytes++;
    else if (offset > 0 && byte === data[offset - 1]) repeated++;
    else {
      const near = JSON.stringify(data.subarray(Math.max(0, offset - 30), offset + 30).toString('latin1'));
      throw new Error(`The stream breaks at offset ${String(offset)} of ${String(data.length)}: ${near}`);
    }
  }
  return { bytes, repeated };
}

function numberedByte(offset: number): number {
  const column = offset % 9;
  return column === 8
    ? 0x0a
    : String(Math.floor(offset / 9))
        .padStart(8, '0')
        .charCodeAt(column);
}
