import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { messageOf } from '../core/common/userError.ts';
import type { HostReport, HostSpec } from './hostSpec.ts';
import { RpcServer } from './server/rpcServer.ts';
import { removeVmFolder } from './registry/removeVmFolder.ts';
import { type VmFolder, vmFolder } from './registry/vmFolder.ts';
import { VmHost } from './vm/vmHost.ts';
import type { RegisteredVm } from './registry/registeredVm.ts';
import { writeOwner } from './registry/vmOwner.ts';
import { toWire } from './protocol/wireError.ts';

/**
 * The VM host: a process of its own for each VM, started detached by `launchVm.ts` with the path of its spec. It tells its
 * launcher once, over the IPC channel, whether it is ready, and then belongs to nobody.
 */
async function main(specFile: string): Promise<void> {
  const spec = JSON.parse(readFileSync(specFile, 'utf8')) as HostSpec;
  const folder = vmFolder(dirname(dirname(specFile)), basename(dirname(specFile)));
  let begun: { readonly host: VmHost; readonly server: RpcServer };
  try {
    writeOwner(folder, { hostPid: process.pid, runFolder: null });
    begun = await begin(spec, folder);
  } catch (error) {
    removeVmFolder(folder);
    report({ type: 'failed', error: toWire(error) });
    process.exitCode = 1;
    return;
  }
  const { host, server } = begun;
  // A defect in one answer must not take the VM with it.
  process.on('unhandledRejection', (error) => {
    host.log(`defect: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      void host.stop({ cause: 'requested', sentence: `The VM host was told to end (${signal}).`, kill: false });
    });
  }
  report({ type: 'ready' });
  await host.ended;
  // Not listed any more from here on; clients that are there may read the rest of the console.
  removeVmFolder(folder);
  await server.close();
  host.dispose();
}

/** Errors: as VmHost.start; nothing runs any more then, and the run folder is complete. */
async function begin(spec: HostSpec, folder: VmFolder): Promise<{ readonly host: VmHost; readonly server: RpcServer }> {
  const host = await VmHost.start(spec, folder);
  let server: RpcServer | undefined;
  try {
    server = await RpcServer.listen(host, folder.rpcSocket);
    register(host, spec, folder);
    return { host, server };
  } catch (error) {
    const sentence = `The VM host could not make the VM known: ${messageOf(error)}.`;
    await host.stop({ cause: 'hostFailure', sentence, kill: true });
    await server?.close();
    host.dispose();
    throw error;
  }
}

/** Lets the VM be found. */
function register({ state: { runFolder, startedAt, qemuPid } }: VmHost, spec: HostSpec, folder: VmFolder): void {
  const registration: RegisteredVm = {
    id: spec.id,
    profile: spec.profile.name,
    runFolder,
    hostPid: process.pid,
    qemuPid,
    memoryMib: spec.profile.memoryMib,
    socketPath: folder.rpcSocket,
    startedAt,
  };
  writeFileSync(folder.registration, JSON.stringify(registration));
}

function report(message: HostReport): void {
  // The launcher may be gone by now; that is nothing to the VM.
  process.send?.(message, () => {
    if (process.connected) process.disconnect();
  });
}

// A launcher's terminal that closes must not end the VM.
process.on('SIGHUP', () => undefined);
void main(process.argv[2] ?? '');
