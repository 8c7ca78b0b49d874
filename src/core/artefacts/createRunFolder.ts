import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoCode } from '../common/errnoCode.ts';
import { UserError } from '../common/userError.ts';
import { errnoInWords } from './errnoInWords.ts';
import { makeFolder } from './makeFolder.ts';
import { runFolderName } from './runFolderName.ts';

export interface RunFolderLocation {
  /** Absolute; made if it is not there. */
  readonly capturesFolder: string;
  /** Absolute; names the run folder itself, in place of a new one in the captures folder. */
  readonly path?: string;
  readonly profileName: string;
  readonly startedAt: Date;
  /** Told as soon as the folder is there, before anything is in it. */
  readonly onMade?: (path: string) => void;
}

/**
 * Makes the folder of a run, with `captures/` and `diagnostics/` in it, and proves that it can be written.
 *
 * Errors: UserError of reason `environment` if it cannot, `usage` if the named folder already holds a run.
 */
export async function createRunFolder(location: RunFolderLocation): Promise<string> {
  const { path, capturesFolder } = location;
  try {
    const folder = path === undefined ? await makeNew(location) : await takeNamed(path);
    location.onMade?.(folder);
    await makeFolder(join(folder, 'captures'));
    await makeFolder(join(folder, 'diagnostics'));
    await writeFile(join(folder, 'harness.log'), '', { flag: 'a' });
    return folder;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      'environment',
      `The run folder cannot be made ${path === undefined ? 'in' : 'at'} ${path ?? capturesFolder}: ${errnoInWords(error)}.`,
      {
        next:
          path === undefined
            ? 'Choose another captures folder, or make this one writable.'
            : 'Name another folder, or make this one writable.',
        cause: error,
      },
    );
  }
}

async function makeNew({ capturesFolder, startedAt, profileName }: RunFolderLocation): Promise<string> {
  await makeFolder(capturesFolder);
  for (let attempt = 1; ; attempt++) {
    const folder = join(capturesFolder, runFolderName(startedAt, profileName, attempt));
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (errnoCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** What a run folder of ours holds; mixing two runs would make the evidence worthless. */
const ownNames: ReadonlySet<string> = new Set(['metadata.json', 'serial.log', 'harness.log', 'captures']);

async function takeNamed(path: string): Promise<string> {
  await makeFolder(path);
  const taken = (await readdir(path)).find((name) => ownNames.has(name));
  if (taken === undefined) return path;
  throw new UserError('usage', `The folder ${path} already holds a run (${taken}).`, {
    next: 'Name a new or an empty folder.',
  });
}
