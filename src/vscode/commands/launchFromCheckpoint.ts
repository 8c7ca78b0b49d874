import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import type { Checkpoint } from '../../core/vm/checkpoint/checkpoint.ts';
import { checkpointStore } from '../../host/checkpoint/checkpointStore.ts';
import { folderOf } from '../launch/folderOf.ts';
import type { Launcher } from '../launch/launcher.ts';
import { ageText } from '../text/ageText.ts';
import { bytesText } from '../text/bytesText.ts';
import type { Command } from './command.ts';

interface CheckpointItem extends vscode.QuickPickItem {
  readonly checkpoint: Checkpoint;
}

/** Starts a VM from a checkpoint that the person chooses; one that is not wanted any more is removed there too. */
export function launchFromCheckpoint(launcher: Launcher): Command {
  return {
    id: 'bootImageVm.launchFromCheckpoint',
    doing: 'launch from a checkpoint',
    run: async () => {
      const checkpoint = await chooseCheckpoint();
      if (checkpoint === undefined) return undefined;
      const { profile, image, id: name } = checkpoint.manifest;
      const start = { kind: 'checkpoint', id: name } as const;
      const { id, state } = await launcher.launch({ profile, image, folder: folderOf(undefined), start });
      return { vmId: id, runFolder: state.runFolder };
    },
  };
}

const removeButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('trash'), tooltip: 'Remove' };

async function chooseCheckpoint(): Promise<Checkpoint | undefined> {
  const store = checkpointStore();
  const items = (await store.list()).map(itemOf);
  if (items.length === 0) {
    throw new UserError('usage', 'There is no checkpoint yet.', {
      next: 'Save one from the menu of a running VM, or set "bootImageVm.warmLaunch".',
    });
  }
  const pick = vscode.window.createQuickPick<CheckpointItem>();
  pick.title = 'Launch from a checkpoint';
  pick.placeholder = 'Start from which one?';
  pick.matchOnDescription = true;
  pick.items = items;
  try {
    return await new Promise<Checkpoint | undefined>((resolve, reject) => {
      pick.onDidAccept(() => resolve(pick.selectedItems[0]?.checkpoint));
      pick.onDidHide(() => resolve(undefined));
      pick.onDidTriggerItemButton(({ item }) => {
        store.remove(item.checkpoint.manifest.id).then(() => {
          pick.items = pick.items.filter((each) => each !== item);
        }, reject);
      });
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}

function itemOf(checkpoint: Checkpoint): CheckpointItem {
  const { id, kind, image, madeAt, profile } = checkpoint.manifest;
  return {
    label: kind === 'warm' ? `${profile.name} (warm launch)` : id,
    description: image,
    detail: `saved ${ageText(madeAt, new Date())}, ${bytesText(checkpoint.bytes)}`,
    buttons: [removeButton],
    checkpoint,
  };
}
