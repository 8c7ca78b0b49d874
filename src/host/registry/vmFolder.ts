import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** The files of one running VM in its runtime folder. */
export interface VmFolder {
  readonly path: string;
  /** What the host was told to do; what `listVms.ts` knows of it. */
  readonly spec: string;
  readonly registration: string;
  /** Which host has it, from the host's first moment on; what `tidyUp.ts` goes by. */
  readonly owner: string;
  readonly rpcSocket: string;
  readonly consoleSocket: string;
  readonly qmpSocket: string;
  readonly guestSocket: string;
  readonly uartSocket: string;
  /** What a checkpoint goes through, in and out. */
  readonly memorySocket: string;
  readonly streamSockets: readonly string[];
  /** The host's own stdout and stderr: empty unless something is wrong. */
  readonly hostLog: string;
  /** Overlays and new disks; a link, @see makeDisksFolder */
  readonly disks: string;
}

/** Ports for long streams that every VM has; one is the journal's. */
const streamCount = 4;

export function vmFolder(runtime: string, id: string): VmFolder {
  const path = join(runtime, id);
  return {
    path,
    spec: join(path, 'spec.json'),
    registration: join(path, 'vm.json'),
    owner: join(path, 'owner.json'),
    rpcSocket: join(path, 'rpc.sock'),
    consoleSocket: join(path, 'console.sock'),
    qmpSocket: join(path, 'qmp.sock'),
    guestSocket: join(path, 'guest.sock'),
    uartSocket: join(path, 'uart.sock'),
    memorySocket: join(path, 'memory.sock'),
    streamSockets: Array.from({ length: streamCount }, (_, index) => join(path, `stream${index}.sock`)),
    hostLog: join(path, 'host.log'),
    disks: join(path, 'disks'),
  };
}

/** Errors: EEXIST if a VM has this id already. */
export function makeVmFolder(runtime: string, id: string): VmFolder {
  const folder = vmFolder(runtime, id);
  mkdirSync(folder.path, { mode: 0o700 });
  return folder;
}
