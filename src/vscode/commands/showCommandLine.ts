import * as vscode from 'vscode';
import { readMetadata } from '../../core/artefacts/readMetadata.ts';
import { shellText } from '../../core/common/shellText.ts';
import { chooseProfile } from '../launch/chooseProfile.ts';
import type { Launcher } from '../launch/launcher.ts';
import { launchArgument } from '../launch/launchArgument.ts';
import { pickVm } from '../vms/pickVm.ts';
import { targetOf } from '../vms/targetOf.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Shows QEMU and its arguments: those of a VM on the list, or those that a launch would run, with nothing started. */
export function showCommandLine(sessions: VmSessions, launcher: Launcher): Command {
  return {
    id: 'bootImageVm.showCommandLine',
    doing: 'show the command line of QEMU',
    run: async (argument) => {
      if (targetOf(argument) !== undefined) {
        const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'Of which VM?' });
        if (session !== undefined) await show(shellText((await readMetadata(session.state.runFolder)).argv));
        return;
      }
      const choice = (await launchArgument(argument)) ?? (await chooseProfile('The command line for which image?'));
      if (choice === undefined) return;
      const { preparations, argv, accelerator, warnings } = await launcher.prepare(choice);
      const remarks = [`A launch of ${choice.image} would run this. Nothing was started.`];
      remarks.push(`${accelerator.kind}: ${accelerator.why}.`, ...warnings);
      await show([...remarks.map((line) => `# ${line}`), ...[...preparations, argv].map(shellText)].join('\n'));
    },
  };
}

async function show(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'shellscript', content: `${content}\n` });
  await vscode.window.showTextDocument(document);
}
