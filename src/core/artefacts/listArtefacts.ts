import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtefactFile } from './artefactFile.ts';
import { artefactTitle } from './artefactTitle.ts';

/** The files that lie in a run folder now and that a report can link to. What cannot be read is not there. */
export async function listArtefacts(runFolder: string): Promise<readonly ArtefactFile[]> {
  const names = await Promise.all([
    namesIn(runFolder, ''),
    namesIn(join(runFolder, 'captures'), 'captures/'),
    namesIn(join(runFolder, 'diagnostics'), 'diagnostics/'),
  ]);
  const wanted = names.flat().filter((file) => file.startsWith('captures/') || artefactTitle(file) !== undefined);
  const files = await Promise.all(wanted.sort().map((file) => describe(runFolder, file)));
  return files.filter((file) => file !== undefined);
}

async function namesIn(folder: string, prefix: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => prefix + entry.name);
  } catch {
    return [];
  }
}

async function describe(runFolder: string, file: string): Promise<ArtefactFile | undefined> {
  try {
    return { file, bytes: (await stat(join(runFolder, file))).size };
  } catch {
    return undefined;
  }
}
