import { escapeForRegExp } from '../../common/escapeForRegExp.ts';

interface Hinted {
  /** Literal texts, one of which is in every text that the row takes. Where there are none, any text may be. */
  readonly hints: readonly string[];
}

/** Finds the rows of a table whose hints are in a text, with one look for all of them. */
export class HintIndex<Row extends Hinted> {
  readonly #rows: readonly Row[];
  readonly #withoutHints: readonly Row[];
  readonly #anyHint: RegExp;
  /** Rows for a text that holds this hint, and so the hints that it begins with. */
  readonly #rowsOf = new Map<string, readonly Row[]>();

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
    this.#withoutHints = rows.filter(({ hints }) => hints.length === 0);
    // Where several begin at one place, the longest is found.
    const hints = [...new Set(rows.flatMap((row) => row.hints))].sort((a, b) => b.length - a.length);
    this.#anyHint = new RegExp(hints.map(escapeForRegExp).join('|') || '(?!)', 'g');
    for (const hint of hints) {
      const isIn = (row: Row): boolean => row.hints.length === 0 || row.hints.some((one) => hint.startsWith(one));
      this.#rowsOf.set(hint, rows.filter(isIn));
    }
  }

  /** In the order of the table. */
  rowsFor(text: string): readonly Row[] {
    const expression = this.#anyHint;
    expression.lastIndex = 0;
    let found = this.#withoutHints;
    for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
      found = this.#both(found, this.#rowsOf.get(match[0]) ?? []);
      // Hints may overlap.
      expression.lastIndex = match.index + 1;
    }
    return found;
  }

  #both(some: readonly Row[], others: readonly Row[]): readonly Row[] {
    if (some === this.#withoutHints || some === others) return others;
    return this.#rows.filter((row) => some.includes(row) || others.includes(row));
  }
}
