import { basename } from 'node:path';
import * as vscode from 'vscode';
import { sampleScenarios } from '../../core/image/sampleScenarios.ts';
import { readSettings } from '../settings.ts';
import { choiceOfImage } from './choiceOfImage.ts';
import { choiceOfSample } from './choiceOfSample.ts';
import { chooseImageFile } from './chooseImageFile.ts';
import { folderOf } from './folderOf.ts';
import { imagesInWorkspace } from './imagesInWorkspace.ts';
import type { LaunchChoice } from './launchChoice.ts';
import { workspaceProfiles } from './workspaceProfiles.ts';

type Item = vscode.QuickPickItem & { readonly choose?: () => Promise<LaunchChoice | undefined> };

/** Asks what to boot: profiles, the sample image's scenarios, images in the workspace, any file. Undefined: nothing. */
export async function chooseProfile(): Promise<LaunchChoice | undefined> {
  const items = Promise.all([defaultImageItems(), profileItems(), sampleItems(), imageItems()]).then((parts) => [
    ...parts.flat(),
    separator('Elsewhere'),
    { label: '$(folder-opened) Choose an Image File…', alwaysShow: true, choose: chooseImageFile },
  ]);
  const picked = await vscode.window.showQuickPick<Item>(items, {
    placeHolder: 'Boot which image?',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return await picked?.choose?.();
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

async function defaultImageItems(): Promise<Item[]> {
  const image = readSettings(folderOf(undefined)?.uri).defaultImage;
  if (image === undefined) return [];
  const label = `$(star-full) ${basename(image)}`;
  return await Promise.resolve([
    separator('Default image'),
    { label, detail: image, choose: async () => await choiceOfImage(image) },
  ]);
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

async function sampleItems(): Promise<Item[]> {
  const { sampleImage } = readSettings(folderOf(undefined)?.uri);
  if (sampleImage === undefined) return [];
  const items = Object.entries(sampleScenarios).map(([scenario, what]) => ({
    label: `$(beaker) Sample: ${scenario}`,
    description: what,
    choose: async () => await Promise.resolve(choiceOfSample(scenario)),
  }));
  return await Promise.resolve([separator('Sample boot image'), ...items]);
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
