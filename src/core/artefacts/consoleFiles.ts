import type { RunMetadata } from './metadata.ts';

/** The files that hold what a run showed, as bytes and as text: the guest's console, or the terminal of a harness. */
export function consoleFiles({ harness }: Pick<RunMetadata, 'harness'>): ConsoleFiles {
  return harness === undefined ? ofConsole : ofHarness;
}

export interface ConsoleFiles {
  readonly log: string;
  readonly text: string;
  readonly cast: string;
}

const ofConsole: ConsoleFiles = { log: 'serial.log', text: 'serial.txt', cast: 'serial.cast' };
const ofHarness: ConsoleFiles = { log: 'transcript.log', text: 'transcript.txt', cast: 'transcript.cast' };
