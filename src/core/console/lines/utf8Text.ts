/** The text that bytes stand for. @param bytes as latin1, a character for each */
export function utf8Text(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}
