import * as vscode from 'vscode';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

/** What no terminal can send, or a desktop would keep for itself. */
const choices: readonly (vscode.QuickPickItem & { readonly keys: string | undefined })[] = [
  { label: 'Ctrl+Alt+Delete', keys: 'ctrl-alt-delete' },
  { label: 'Ctrl+Alt+F1', description: 'the first virtual terminal', keys: 'ctrl-alt-f1' },
  { label: 'Ctrl+Alt+F2', description: 'the second', keys: 'ctrl-alt-f2' },
  { label: 'Alt+SysRq+W', description: 'the kernel lists its blocked tasks', keys: 'alt-sysrq-w' },
  { label: 'Alt+SysRq+B', description: 'the kernel reboots at once', keys: 'alt-sysrq-b' },
  { label: 'Enter', keys: 'ret' },
  { label: 'Escape', keys: 'esc' },
  { label: 'Others…', description: 'joined by "-", such as ctrl-c or f12', keys: undefined },
];

/** Presses keys on the VM's own keyboard, which is not its serial console. */
export function sendKeys(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.sendKeys',
    doing: 'press the keys',
    placeHolder: 'The keyboard of which VM?',
    action: async ({ name }) => {
      const placeHolder = `Press which keys on the keyboard of ${name}?`;
      const choice = await vscode.window.showQuickPick(choices, { placeHolder });
      if (choice === undefined) return undefined;
      const keys =
        choice.keys ?? (await vscode.window.showInputBox({ prompt: 'Keys, joined by "-"', value: 'ctrl-c' }));
      return keys === undefined || keys === '' ? undefined : { kind: 'sendKeys', keys };
    },
  });
}
