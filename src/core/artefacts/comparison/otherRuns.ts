import { access, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The run folders beside one, newest first; their names begin with the time of their start. */
export async function otherRuns(runFolder: string): Promise<string[]> {
  const capturesFolder = dirname(runFolder);
  const names = await readdir(capturesFolder).catch(() => []);
  const runs = await Promise.all(
    names
      .filter((name) => name !== basename(runFolder))
      .map(async (name) => {
        const folder = join(capturesFolder, name);
        const isRun = await access(join(folder, 'metadata.json')).then(
          () => true,
          () => false,
        );
        return isRun ? [folder] : [];
      }),
  );
  return runs.flat().sort().reverse();
}
