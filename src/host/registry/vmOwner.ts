import writeFileAtomic from 'write-file-atomic';
import { readJson } from '../../core/common/readJson.ts';
import type { VmFolder } from './vmFolder.ts';

/** The host that has a VM, and the run folder once it is made. */
export interface VmOwner {
  readonly hostPid: number;
  readonly runFolder: string | null;
  /** By which the process is known again; a VM host's is not here, it names its spec. */
  readonly commandLine?: string;
}

export function writeOwner(folder: VmFolder, owner: VmOwner): void {
  writeFileAtomic.sync(folder.owner, JSON.stringify(owner), { fsync: false });
}

export const readOwner = (folder: VmFolder): VmOwner | undefined => readJson(folder.owner) as VmOwner | undefined;
