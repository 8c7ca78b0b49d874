import stripAnsi from 'strip-ansi';

/** Longest part of a line that is looked at; prompts stand at its end. */
const keptCharacters = 4_096;

/**
 * The line on which the cursor stands, as far as login needs it: text without escape sequences, a carriage return starts
 * it anew, a newline ends it. The last few finished lines are kept as well.
 */
export class CursorLine {
  #raw = '';
  #finished: string[] = [];
  readonly #decoder = new TextDecoder();

  push(chunk: Buffer): void {
    const parts = (this.#raw + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#raw = (parts.pop() ?? '').slice(-keptCharacters);
    this.#finished = [...this.#finished, ...parts.map(readable)].slice(-50);
  }

  /** What stands on the line so far. */
  get text(): string {
    return readable(this.#raw);
  }

  /** The last finished lines, oldest first. */
  get finished(): readonly string[] {
    return this.#finished;
  }
}

function readable(raw: string): string {
  const text = stripAnsi(raw).replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1);
}
