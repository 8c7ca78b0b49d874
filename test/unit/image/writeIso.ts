import { writeFileSync } from 'node:fs';

const sectorBytes = 2048;

/** Writes the few sectors that make a file a bootable ISO 9660 image; one boot entry for each platform id. */
export function writeIso(
  path: string,
  { platforms, bootSector }: { readonly platforms: readonly number[]; readonly bootSector?: true },
): void {
  const image = Buffer.alloc(24 * sectorBytes);
  if (bootSector === true) image.writeUInt16LE(0xaa55, 510);
  image.write('\x01CD001\x01', 16 * sectorBytes, 'latin1');
  const [first, ...others] = platforms;
  if (first !== undefined) {
    image.write('\x00CD001\x01EL TORITO SPECIFICATION', 17 * sectorBytes, 'latin1');
    image.writeUInt32LE(20, 17 * sectorBytes + 0x47);
    const catalogue = image.subarray(20 * sectorBytes, 21 * sectorBytes);
    catalogue.writeUInt8(1, 0);
    catalogue.writeUInt8(first, 1);
    catalogue.writeUInt8(0x88, 32);
    others.forEach((platform, index) => {
      const at = 64 + index * 64;
      catalogue.writeUInt8(index === others.length - 1 ? 0x91 : 0x90, at);
      catalogue.writeUInt8(platform, at + 1);
      catalogue.writeUInt8(0x88, at + 32);
    });
  } else image.write('\xffCD001\x01', 17 * sectorBytes, 'latin1');
  writeFileSync(path, image);
}
