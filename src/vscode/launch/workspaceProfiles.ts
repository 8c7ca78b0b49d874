import * as vscode from 'vscode';
import type { BootSource, NixSource } from '../../core/image/profile/profile.ts';
import { loadProfiles } from '../../core/image/profile/loadProfiles.ts';
import { sourceName } from '../../core/image/profile/sourceName.ts';
import type { LaunchChoice } from './launchChoice.ts';

export interface WorkspaceProfiles {
  readonly profiles: readonly { readonly choice: LaunchChoice; readonly file: string; readonly uri: vscode.Uri }[];
  /** Files that cannot be used, and why. */
  readonly problems: readonly { readonly file: vscode.Uri; readonly error: unknown }[];
}

/**
 * The profiles of `.vscode/boot-image.json` in each workspace folder. None in an untrusted workspace: a profile names
 * programs' arguments and files of this machine.
 */
export async function workspaceProfiles(): Promise<WorkspaceProfiles> {
  if (!vscode.workspace.isTrusted) return { profiles: [], problems: [] };
  const folders = vscode.workspace.workspaceFolders ?? [];
  const results = await Promise.all(
    folders.map(async (folder): Promise<WorkspaceProfiles> => {
      const file = vscode.Uri.joinPath(folder.uri, '.vscode', 'boot-image.json');
      try {
        const profiles = await loadProfiles(folder.uri.fsPath);
        const choices = profiles.map((profile) => ({ profile, image: imageName(profile.source), folder }));
        return {
          profiles: choices.map((choice) => ({ choice, file: vscode.workspace.asRelativePath(file), uri: file })),
          problems: [],
        };
      } catch (error) {
        return { profiles: [], problems: [{ file, error }] };
      }
    }),
  );
  return {
    profiles: results.flatMap(({ profiles }) => profiles),
    problems: results.flatMap(({ problems }) => problems),
  };
}

function imageName(source: BootSource | NixSource): string {
  return source.kind === 'nix' ? sourceName(source) : vscode.workspace.asRelativePath(sourceName(source));
}
