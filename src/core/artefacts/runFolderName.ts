/**
 * The name of a run folder: `2025-10-12T01-03-38Z-<profile>`. No colons, so that every file system takes it; sorted by
 * name is sorted by time.
 *
 * @param attempt 1 for the first; from 2 on it is added, for runs of one profile within a second
 */
export function runFolderName(startedAt: Date, profileName: string, attempt = 1): string {
  const time = startedAt
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const profile = profileName.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|-+$/g, '');
  const name = `${time}-${shortened(profile === '' ? 'vm' : profile)}`;
  return attempt === 1 ? name : `${name}-${attempt}`;
}

/** File systems allow 255 bytes; the rest is for the time and the files beside it. */
function shortened(profile: string): string {
  let result = '';
  for (const character of profile) {
    if (Buffer.byteLength(result + character) > 120) break;
    result += character;
  }
  return result;
}
