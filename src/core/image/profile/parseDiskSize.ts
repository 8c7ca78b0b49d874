/** The MiB of a size with its unit, `512M`, `512 MiB` or `2G`; undefined for anything else, such as a path. */
export function parseDiskSize(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,7})\s*([MG])(?:i?B)?$/i.exec(text.trim()) ?? [];
  if (number === undefined || Number(number) === 0) return undefined;
  return Number(number) * (unit?.toUpperCase() === 'G' ? 1024 : 1);
}
