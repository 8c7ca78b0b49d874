/** A script's lines without comments and indentation: the guest's shell reads it byte by byte. */
export function withoutComments(script: string): string[] {
  return script
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
