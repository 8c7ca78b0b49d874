import { readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { completeRunFolder } from '../../core/artefacts/completeRunFolder.ts';
import { isProcessAlive } from '../../core/common/isProcessAlive.ts';
import { readJson } from '../../core/common/readJson.ts';
import { messageOf } from '../../core/common/userError.ts';
import type { AbandonedRun } from './abandonedRun.ts';
import { endLeftovers } from './endLeftovers.ts';
import type { HarnessSpec } from './harnessSpec.ts';
import type { HostSpec } from '../hostSpec.ts';
import { hostStartTimeoutMs } from './hostStartTimeoutMs.ts';
import { isOwnerAlive } from './isOwnerAlive.ts';
import { removeVmFolder } from './removeVmFolder.ts';
import { runtimeFolder } from './runtimeFolder.ts';
import { type VmFolder, vmFolder } from './vmFolder.ts';
import { readOwner } from './vmOwner.ts';

/**
 * Completes what killed VM hosts left behind: their QEMU is ended, their run folders get their end, their report and their
 * line in the ledger; so do those of harnesses whose program was killed. Of several processes that find the same, one does it,
 * by renaming the VM's folder to its own; if that one is killed too, the next takes over.
 */
export async function tidyUp(runtime = runtimeFolder()): Promise<readonly AbandonedRun[]> {
  const runs: AbandonedRun[] = [];
  for (const name of readdirSync(runtime)) {
    const id = abandonedId(runtime, name);
    if (id === undefined) continue;
    const mine = `.${String(process.pid)}-${id}`;
    if (!take(join(runtime, name), join(runtime, mine))) continue;
    const run = await complete(runtime, { id, mine });
    if (run !== undefined) runs.push(run);
  }
  return runs;
}

/** The id of the VM of a folder that nobody owns any more; undefined if it has an owner. */
function abandonedId(runtime: string, name: string): string | undefined {
  const claim = /^\.(\d+)-(.+)$/.exec(name);
  if (claim !== null) return isProcessAlive(Number(claim[1])) ? undefined : claim[2];
  const folder = vmFolder(runtime, name);
  const owner = readOwner(folder);
  if (owner !== undefined) return isOwnerAlive(folder, owner) ? undefined : name;
  // Its launcher is about to start the host, or was killed before that.
  const madeAtMs = statSync(folder.path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - madeAtMs > hostStartTimeoutMs ? name : undefined;
}

function take(path: string, mine: string): boolean {
  try {
    renameSync(path, mine);
    return true;
  } catch {
    return false;
  }
}

async function complete(
  runtime: string,
  { id, mine }: { readonly id: string; readonly mine: string },
): Promise<AbandonedRun | undefined> {
  const folder = vmFolder(runtime, mine);
  const runFolder = readOwner(folder)?.runFolder ?? null;
  const spec = readJson(folder.spec) as HostSpec | HarnessSpec | undefined;
  const isHarness = spec !== undefined && 'kind' in spec;
  // The leftovers' arguments name the folder as it was called then.
  const sentence = isHarness
    ? 'The program that ran the harness was killed, and the terminal of the harness closed with it.'
    : await endVm(vmFolder(runtime, id));
  const run = { id: isHarness ? null : id, runFolder: runFolder ?? '', sentence };
  try {
    if (runFolder === null || spec === undefined) return undefined;
    const patterns = isHarness ? [] : spec.profile.consoleFailures;
    const { capturesFolder } = spec;
    return (await completeRunFolder(runFolder, { capturesFolder, patterns, sentence })) ? run : undefined;
  } catch (error) {
    return { ...run, sentence: `${sentence} Its run could not be completed: ${messageOf(error)}` };
  } finally {
    removeVmFolder(folder);
  }
}

/** Answers with what is to be said of it. */
async function endVm({ path }: VmFolder): Promise<string> {
  try {
    await endLeftovers(path);
    return 'The VM host was killed, and QEMU ended with it.';
  } catch (error) {
    return `The VM host was killed. ${messageOf(error)}`;
  }
}
