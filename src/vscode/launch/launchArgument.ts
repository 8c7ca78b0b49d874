import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { choiceOfImage } from './choiceOfImage.ts';
import { choiceOfSample } from './choiceOfSample.ts';
import type { LaunchChoice } from './launchChoice.ts';
import { workspaceProfiles } from './workspaceProfiles.ts';

/**
 * What "Launch VM" is to boot, as an argument says: a file of the explorer (Uri), or, from a keybinding or another
 * extension, `{image: path}`, `{profile: name}` or `{sample: scenario}`. Undefined if it says nothing.
 */
export async function launchArgument(argument: unknown): Promise<LaunchChoice | undefined> {
  if (argument instanceof vscode.Uri) return await choiceOfImage(argument.fsPath);
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { image, profile, sample } = argument as Readonly<Record<string, unknown>>;
  if (typeof image === 'string') return await choiceOfImage(image);
  if (typeof sample === 'string') return choiceOfSample(sample);
  if (typeof profile === 'string') return await choiceOfProfile(profile);
  return undefined;
}

async function choiceOfProfile(name: string): Promise<LaunchChoice> {
  const { profiles, problems } = await workspaceProfiles();
  const found = profiles.find(({ choice }) => choice.profile.name === name);
  if (found !== undefined) return found.choice;
  const [problem] = problems;
  if (problem?.error instanceof UserError) throw problem.error;
  throw new UserError('usage', `There is no profile "${name}" in .vscode/boot-image.json.`, {
    next: `There are: ${profiles.map(({ choice }) => choice.profile.name).join(', ') || 'none'}.`,
  });
}
