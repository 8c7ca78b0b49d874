import { rmSync, writeFileSync } from 'node:fs';
import { commandLineOf } from '../../core/common/commandLineOf.ts';
import type { Disposable } from '../../core/common/event.ts';
import { newVmId } from '../client/newVmId.ts';
import { runtimeFolder } from '../registry/runtimeFolder.ts';
import { makeVmFolder, type VmFolder } from '../registry/vmFolder.ts';
import { writeOwner } from '../registry/vmOwner.ts';
import type { HarnessSpec } from '../registry/harnessSpec.ts';

/**
 * A harness that runs, beside the VMs in the runtime folder: if this process is killed, whoever looks next completes the
 * run (`tidyUp.ts`). Disposed when the run is complete.
 */
export class HarnessEntry implements Disposable {
  readonly #folder: VmFolder;

  /** Errors: as runtimeFolder. */
  constructor(capturesFolder: string) {
    this.#folder = makeVmFolder(runtimeFolder(), newVmId('harness'));
    const spec: HarnessSpec = { kind: 'harness', capturesFolder };
    writeFileSync(this.#folder.spec, JSON.stringify(spec));
    this.setRunFolder(null);
  }

  setRunFolder(runFolder: string | null): void {
    writeOwner(this.#folder, { hostPid: process.pid, runFolder, commandLine: commandLineOf(process.pid) ?? '' });
  }

  dispose(): void {
    rmSync(this.#folder.path, { recursive: true, force: true });
  }
}
