import { basename } from 'node:path';
import * as vscode from 'vscode';
import { profileFromImage } from '../../core/image/profile/profileFromImage.ts';
import { readSettings } from '../settings.ts';
import { absolutePath } from './absolutePath.ts';
import { folderOf } from './folderOf.ts';
import type { LaunchChoice } from './launchChoice.ts';

/**
 * What to boot for an image without a profile: the settings say the rest.
 *
 * @param path absolute, from the home folder (`~/`), or relative to the workspace folder
 * Errors: as profileFromImage.
 */
export async function choiceOfImage(path: string): Promise<LaunchChoice> {
  const absolute = absolutePath(path);
  const folder = folderOf(vscode.Uri.file(absolute));
  const { memoryMib, cpus, accelerator, extraArguments } = readSettings(folder?.uri);
  const profile = await profileFromImage(absolute, { memoryMib, cpus, accelerator });
  return {
    profile: { ...profile, extraArguments: [...profile.extraArguments, ...extraArguments] },
    image: basename(absolute),
    folder,
  };
}
