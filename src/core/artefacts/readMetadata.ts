import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunMetadata } from './metadata.ts';

/** metadata.json of a run folder. Errors: those of reading and parsing it. */
export async function readMetadata(runFolder: string): Promise<RunMetadata> {
  return JSON.parse(await readFile(join(runFolder, 'metadata.json'), 'utf8')) as RunMetadata;
}
