/** What `node test/boot-image/build.mjs` prints when asked, or when it was not understood. */
export const usage = `Usage: node test/boot-image/build.mjs [--force]
Builds the sample boot image, or finds it in the cache, and prints the ISO's path.

  --force   build anew, even if the cache has it
  --help    this text
`;

/**
 * @param {readonly string[]} argv the words after the script's name
 * @returns {{ kind: 'build', force: boolean } | { kind: 'help' } | { kind: 'wrong', message: string }}
 */
export function parseBuildArguments(argv) {
  let force = false;
  for (const word of argv) {
    if (word === '--help' || word === '-h') return { kind: 'help' };
    if (word !== '--force') return { kind: 'wrong', message: `Unknown argument "${word}"; only --force is known.` };
    force = true;
  }
  return { kind: 'build', force };
}
