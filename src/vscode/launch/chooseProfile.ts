import { basename } from 'node:path';
import * as vscode from 'vscode';
import { sampleScenarios } from '../../core/image/profile/sampleScenarios.ts';
import { readSettings } from '../settings.ts';
import { choiceOfImage } from './choiceOfImage.ts';
import { choiceOfSample } from './choiceOfSample.ts';
import { chooseImageFile } from './chooseImageFile.ts';
import { folderOf } from './folderOf.ts';
import { imagesInWorkspace } from './imagesInWorkspace.ts';
import type { LaunchChoice } from './launchChoice.ts';
import { pickWhileLoading } from './pickWhileLoading.ts';
import { workspaceProfiles } from './workspaceProfiles.ts';

type Item = vscode.QuickPickItem & { readonly choose?: () => Promise<LaunchChoice | undefined> };

/** Asks what to boot: profiles, the sample image's scenarios, images in the workspace, any file. Undefined: nothing. */
export async function chooseProfile(placeHolder = 'Boot which image?'): Promise<LaunchChoice | undefined> {
  const known = [...defaultImageItems(), ...(await profileItems()), ...sampleItems()];
  const elsewhere: Item[] = [
    separator('Elsewhere'),
    { label: '$(folder-opened) Choose an Image File…', alwaysShow: true, choose: chooseImageFile },
  ];
  // The search for images takes its time in a large workspace; what is known already can be picked meanwhile.
  const later = imageItems().then((found) => [...known, ...found, ...elsewhere]);
  const picked = await pickWhileLoading([...known, ...elsewhere], later, placeHolder);
  return await picked?.choose?.();
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function defaultImageItems(): Item[] {
  const image = readSettings(folderOf(undefined)?.uri).defaultImage;
  if (image === undefined) return [];
  const label = `$(star-full) ${basename(image)}`;
  return [separator('Default image'), { label, detail: image, choose: async () => await choiceOfImage(image) }];
}

async function profileItems(): Promise<Item[]> {
  const { profiles, problems } = await workspaceProfiles();
  const items = profiles.map(({ choice, file }) => ({
    label: `$(vm) ${choice.profile.name}`,
    description: choice.image,
    detail: file,
    choose: async () => await Promise.resolve(choice),
  }));
  const broken = problems.map(({ file, error }) => ({
    label: `$(warning) ${vscode.workspace.asRelativePath(file)} cannot be used`,
    detail: error instanceof Error ? error.message : String(error),
    choose: async (): Promise<undefined> => {
      await vscode.commands.executeCommand('vscode.open', file);
    },
  }));
  return items.length + broken.length === 0 ? [] : [separator('Profiles'), ...items, ...broken];
}

function sampleItems(): Item[] {
  const { sampleImage } = readSettings(folderOf(undefined)?.uri);
  if (sampleImage === undefined) return [];
  const items = Object.entries(sampleScenarios).map(([scenario, what]) => ({
    label: `$(beaker) Sample: ${scenario}`,
    description: what,
    choose: async () => await Promise.resolve(choiceOfSample(scenario)),
  }));
  return [separator('Sample boot image'), ...items];
}

async function imageItems(): Promise<Item[]> {
  const images = await imagesInWorkspace();
  const items = images.map((image) => ({
    label: `$(file-binary) ${basename(image.fsPath)}`,
    description: vscode.workspace.asRelativePath(image),
    choose: async () => await choiceOfImage(image.fsPath),
  }));
  return items.length === 0 ? [] : [separator('Images in this workspace'), ...items];
}
