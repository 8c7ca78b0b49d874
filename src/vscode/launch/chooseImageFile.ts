import * as vscode from 'vscode';
import { choiceOfImage } from './choiceOfImage.ts';
import { imageExtensions } from './imageExtensions.ts';
import type { LaunchChoice } from './launchChoice.ts';

/** Lets the person choose an image file anywhere. */
export async function chooseImageFile(): Promise<LaunchChoice | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Boot which image?',
    openLabel: 'Boot',
    filters: { 'Boot images': imageExtensions, 'All files': ['*'] },
  });
  const [file] = picked ?? [];
  return file === undefined ? undefined : await choiceOfImage(file.fsPath);
}
