import type { FileHandle } from 'node:fs/promises';
import { UserError } from '../common/userError.ts';
import { readElTorito } from './elTorito.ts';
import { openImage } from './openImage.ts';

/** What an image is, by its content; its name means nothing. */
export type ImageIdentity =
  | { readonly kind: 'iso'; readonly firmwares: readonly ('bios' | 'uefi')[] }
  | { readonly kind: 'disk'; readonly format: 'raw' | 'qcow2' };

/** Files that people take for boot images: where the mark stands, and what to do about each. */
const mistaken: readonly { readonly at: number; readonly mark: Buffer; readonly is: string; readonly next: string }[] =
  [
    packed('gzip', '1f8b', 'gunzip'),
    packed('xz', 'fd377a585a00', 'unxz'),
    packed('Zstandard', '28b52ffd', 'unzstd'),
    packed('bzip2', '425a68', 'bunzip2'),
    packed('zip', '504b0304', 'unzip'),
    {
      at: 0x202,
      mark: Buffer.from('HdrS'),
      is: 'a Linux kernel',
      next: 'Give it as the kernel (with its initrd and command line), not as the image.',
    },
    { at: 0, mark: Buffer.from('7f454c46', 'hex'), is: 'a program (ELF)', next: 'Name an ISO or a disk image.' },
    { at: 0, mark: Buffer.from('hsqs'), is: 'a SquashFS file system', next: 'Name the ISO that holds it.' },
    {
      at: 0,
      mark: Buffer.from('KDMV'),
      is: 'a VMDK disk',
      next: 'Convert it first: qemu-img convert -O qcow2 FROM TO.qcow2.',
    },
  ];

/**
 * Tells an ISO, a raw disk and a qcow2 disk apart.
 *
 * Errors: UserError of reason `environment` if the file cannot be read or is no boot image, saying what it is instead
 * where that can be told.
 */
export async function identifyImage(path: string): Promise<ImageIdentity> {
  const file = await openImage(path, 'boot image');
  try {
    return await identify(file, path);
  } finally {
    await file.close();
  }
}

async function identify(file: FileHandle, path: string): Promise<ImageIdentity> {
  const head = Buffer.alloc(4096);
  await file.read(head, 0, head.length, 0);
  if (head.toString('latin1', 0, 4) === 'QFI\xfb') return { kind: 'disk', format: 'qcow2' };
  for (const { at, mark, is, next } of mistaken) {
    if (head.subarray(at, at + mark.length).equals(mark)) throw refusal(path, `it is ${is}`, next);
  }
  const firmwares = await readElTorito(file);
  // An image for USB sticks is both an ISO and a disk; as an ISO it boots on every machine type.
  if (firmwares !== undefined && firmwares.length > 0) return { kind: 'iso', firmwares };
  const hasPartitionTable = head.readUInt16LE(510) === 0xaa55 || head.toString('latin1', 512, 520) === 'EFI PART';
  if (hasPartitionTable) return { kind: 'disk', format: 'raw' };
  if (firmwares !== undefined) {
    throw refusal(path, 'it is an ISO without a boot record (El Torito)', 'Build it with a boot loader.');
  }
  throw refusal(
    path,
    'it is neither a bootable ISO nor a disk with a boot sector or partition table, nor qcow2',
    'Check that it was written to its end, and that it is the file you meant.',
  );
}

function packed(name: string, hex: string, command: string): (typeof mistaken)[number] {
  return { at: 0, mark: Buffer.from(hex, 'hex'), is: `packed with ${name}`, next: `Unpack it first: ${command}.` };
}

function refusal(path: string, why: string, next: string): UserError {
  return new UserError('environment', `${path} is no boot image: ${why}.`, { next });
}
