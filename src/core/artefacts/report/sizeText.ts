const units = ['KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size for people, exact as well: `74.0 MiB (77594624 bytes)`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(1)} ${units[unit] ?? ''} (${bytes} bytes)`;
}
