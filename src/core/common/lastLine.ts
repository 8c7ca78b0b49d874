/** What a program said last, in which it most often tells why it ended; empty if it said nothing. */
export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
