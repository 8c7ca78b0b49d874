import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { errnoCode } from '../../core/common/errnoCode.ts';
import { UserError } from '../../core/common/userError.ts';
import { addProfile } from '../../core/image/profile/addProfile.ts';
import { profilesFile } from '../../core/image/profile/loadProfiles.ts';
import { parseProfiles } from '../../core/image/profile/parseProfiles.ts';
import { askProfile } from '../launch/askProfile.ts';
import { folderOf } from '../launch/folderOf.ts';
import type { Command } from './command.ts';

/** Asks for a profile in a few steps, writes it into the workspace's file and shows it there. */
export function createProfile(): Command {
  return {
    id: 'bootImageVm.createProfile',
    doing: 'create the profile',
    run: async () => {
      const folder = folderOf(vscode.window.activeTextEditor?.document.uri);
      if (folder === undefined) {
        throw new UserError('usage', 'No folder is open, and profiles are kept in one.', { next: 'Open a folder.' });
      }
      const file = join(folder.uri.fsPath, profilesFile);
      const before = await textOf(file);
      // A file that is broken is told of before anything is asked.
      const taken = before === undefined || before.trim() === '' ? [] : parseProfiles(before, file);
      const profile = await askProfile(taken.map(({ name }) => name));
      if (profile === undefined) return;
      await mkdir(dirname(file), { recursive: true });
      // Somebody may have changed it while the person was asked.
      const after = addProfile(await textOf(file), file, profile);
      await writeFile(file, after);
      await show(file, after.lastIndexOf(`"name": ${JSON.stringify(profile.name)}`));
    },
  };
}

/** An editor's unsaved text counts for the file's. */
async function textOf(file: string): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file && document.isDirty);
  if (open !== undefined) await open.save();
  return await readFile(file, 'utf8').catch((error: unknown) => {
    if (errnoCode(error) === 'ENOENT') return undefined;
    throw error;
  });
}

async function show(file: string, offset: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  const position = document.positionAt(Math.max(0, offset));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) });
}
