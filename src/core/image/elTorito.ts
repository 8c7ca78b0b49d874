import type { FileHandle } from 'node:fs/promises';

const sectorBytes = 2048;

/** Which firmwares an ISO 9660 image offers to boot on; empty: the image is not bootable. */
export type IsoFirmwares = readonly ('bios' | 'uefi')[];

/**
 * Reads the boot record and boot catalogue of an ISO 9660 image ("El Torito" Bootable CD-ROM Format Specification 1.0;
 * platform 0xEF from the UEFI specification, section 13.3.2.1). Undefined: this is no ISO 9660 image.
 */
export async function readElTorito(file: FileHandle): Promise<IsoFirmwares | undefined> {
  const primary = await sector(file, 16);
  if (primary.toString('latin1', 1, 6) !== 'CD001') return undefined;
  // The boot record is descriptor 17 by the specification; descriptors end with type 255.
  const record = await sector(file, 17);
  const isBootRecord = record[0] === 0 && record.toString('latin1', 1, 6) === 'CD001';
  if (!isBootRecord || record.toString('latin1', 7, 30) !== 'EL TORITO SPECIFICATION') return [];
  return catalogue(await sector(file, record.readUInt32LE(0x47)));
}

/** 32-byte entries: validation (1), initial entry, then section headers (0x90, last 0x91) before their entries. */
function catalogue(bytes: Buffer): IsoFirmwares {
  const result = new Set<'bios' | 'uefi'>();
  if (bytes[0] !== 1) return [];
  let platform = bytes[1] ?? 0;
  for (let at = 32; at + 32 <= bytes.length; at += 32) {
    const kind = bytes[at];
    if (kind === 0x90 || kind === 0x91) platform = bytes[at + 1] ?? 0;
    else if (kind === 0x88) {
      if (platform === 0) result.add('bios');
      if (platform === 0xef) result.add('uefi');
    } else if (kind === 0 && at > 32) break;
  }
  return [...result].sort();
}

/** Zeros beyond the end of the file. */
async function sector(file: FileHandle, number: number): Promise<Buffer> {
  const buffer = Buffer.alloc(sectorBytes);
  await file.read(buffer, 0, sectorBytes, number * sectorBytes);
  return buffer;
}
