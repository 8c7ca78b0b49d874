export interface LineDifference {
  /** Lines that only the first text has, in its order … */
  readonly removed: readonly string[];
  /** … and that only the second has. */
  readonly added: readonly string[];
}

/** Which lines two texts do not share, however they are ordered: `networkctl` and `ip` list in no fixed order. */
export function lineDifference(before: string, after: string): LineDifference {
  return { removed: linesOnlyIn(before, after), added: linesOnlyIn(after, before) };
}

function linesOnlyIn(text: string, other: string): string[] {
  const left = new Map<string, number>();
  for (const line of other.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  return text.split('\n').filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0 && line.trim() !== '';
  });
}
