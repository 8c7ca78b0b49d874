import { fencedBlock } from '../markdown/fencedBlock.ts';
import type { RunMetadata } from '../metadata.ts';

/** How QEMU was called, so that it can be read and run again. Long, and so the last section. */
export function commandLineSection({ argv }: RunMetadata): string {
  return argv.length === 0 ? '' : `## Command line of QEMU\n\n${fencedBlock(commandLine(argv), 'sh')}`;
}

/** One option a line, so that it can be read, and in the form of a shell, so that it can be run. */
function commandLine(argv: readonly string[]): string {
  const words = argv.map(shellWord);
  return words.map((word, index) => (index === 0 ? word : `${word.startsWith('-') ? ' \\\n  ' : ' '}${word}`)).join('');
}

/** An argument as a POSIX shell takes it. */
function shellWord(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
