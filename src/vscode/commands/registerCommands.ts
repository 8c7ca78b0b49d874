import * as vscode from 'vscode';
import type { Messages } from '../messages.ts';
import type { Command } from './command.ts';

/** Registers commands whose errors are told in one place. */
export function registerCommands(commands: readonly Command[], messages: Messages): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(({ id, doing, run }) =>
      vscode.commands.registerCommand(id, async (argument: unknown) => {
        try {
          return await run(argument);
        } catch (error) {
          messages.showError(error, doing);
          return undefined;
        }
      }),
    ),
  );
}
