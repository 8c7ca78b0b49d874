import { shellWord } from './shellWord.ts';

/**
 * A command for a person to read, and to paste into a POSIX shell: each option with its value on a line of its own.
 */
export function shellText(argv: readonly string[]): string {
  const words = argv.map(shellWord);
  const firstOption = words.findIndex((word) => word.startsWith('-'));
  const lines = [words.slice(0, firstOption === -1 ? words.length : firstOption).join(' ')];
  let isValueExpected = false;
  for (const word of firstOption === -1 ? [] : words.slice(firstOption)) {
    const isValue = isValueExpected && !word.startsWith('-');
    if (isValue) lines.push(`${lines.pop() ?? ''} ${word}`);
    else lines.push(word);
    isValueExpected = word.startsWith('-');
  }
  return lines.join(' \\\n  ');
}
