import { unitTypes } from '../../core/probes/unitProbe.ts';

export interface UnitInLine {
  readonly unit: string;
  readonly startIndex: number;
}

/** The names of systemd's units in a line of a terminal. What systemd shortened with an ellipsis is none. */
export function unitsInLine(line: string): readonly UnitInLine[] {
  const pattern = new RegExp(
    `(?<![\\w@:.\\\\/…-])[A-Za-z0-9_][\\w@:.\\\\-]*?\\.(?:${unitTypes.join('|')})(?![\\w@\\\\/…-]|[.:]\\w)`,
    'g',
  );
  return [...line.matchAll(pattern)].map((match) => ({ unit: match[0], startIndex: match.index }));
}
