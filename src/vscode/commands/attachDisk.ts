import * as vscode from 'vscode';
import { parseDiskSize } from '../../core/image/profile/parseDiskSize.ts';
import type { Disk } from '../../core/image/profile/profile.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';
import { controlCommand } from './controlCommand.ts';

interface DiskChoice extends vscode.QuickPickItem {
  readonly bus: 'virtio' | 'nvme';
  readonly from: 'size' | 'image';
}

const choices: readonly DiskChoice[] = [
  { label: 'A new disk, virtio', bus: 'virtio', from: 'size' },
  { label: 'A new disk, NVMe', bus: 'nvme', from: 'size' },
  {
    label: 'An image file, virtio',
    description: 'through an overlay: it is not changed',
    bus: 'virtio',
    from: 'image',
  },
  { label: 'An image file, NVMe', description: 'through an overlay: it is not changed', bus: 'nvme', from: 'image' },
];

/** Plugs a disk into the running machine. */
export function attachDisk(sessions: VmSessions): Command {
  return controlCommand(sessions, {
    id: 'bootImageVm.attachDisk',
    doing: 'attach the disk',
    placeHolder: 'Attach a disk to which VM?',
    action: async ({ name }) => {
      const placeHolder = `Attach what to ${name}?`;
      const choice = await vscode.window.showQuickPick(choices, { placeHolder });
      if (choice === undefined) return undefined;
      const disk = choice.from === 'size' ? await newDisk() : await imageFile();
      return disk === undefined ? undefined : { kind: 'attachDisk', disk: { ...disk, bus: choice.bus } };
    },
  });
}

async function newDisk(): Promise<Disk | undefined> {
  const text = await vscode.window.showInputBox({
    prompt: 'The size of the new disk, in MiB (M) or GiB (G)',
    value: '1G',
    validateInput: (value) =>
      parseDiskSize(value) === undefined ? 'A size such as 512M or 2G is expected.' : undefined,
  });
  const sizeMib = parseDiskSize(text ?? '');
  return sizeMib === undefined ? undefined : { sizeMib };
}

async function imageFile(): Promise<Disk | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ openLabel: 'Attach', title: 'The image of the disk' })) ?? [];
  if (file === undefined) return undefined;
  return { path: file.fsPath, format: /\.qcow2$/i.test(file.fsPath) ? 'qcow2' : 'raw' };
}
