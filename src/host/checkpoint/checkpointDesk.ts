import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import type { Disposable } from '../../core/common/event.ts';
import { messageOf, UserError } from '../../core/common/userError.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import { agentDigest } from '../../core/guest/agentDigest.ts';
import { imageFacts, rememberImageFacts } from '../../core/image/imageFacts.ts';
import { bytesOf } from '../../core/vm/checkpoint/bytesOf.ts';
import type { CheckpointManifest, SavedFile } from '../../core/vm/checkpoint/checkpoint.ts';
import { type CheckpointKey, checkpointKey, keyDigest } from '../../core/vm/checkpoint/checkpointKey.ts';
import type { CheckpointStore } from '../../core/vm/checkpoint/checkpointStore.ts';
import { filesElsewhere } from '../../core/vm/checkpoint/filesElsewhere.ts';
import { filesReadElsewhere } from '../../core/vm/checkpoint/filesReadElsewhere.ts';
import { isCheckpointName } from '../../core/vm/checkpoint/isCheckpointName.ts';
import { loadedFiles } from '../../core/vm/checkpoint/loadedFiles.ts';
import { nameIsTaken } from '../../core/vm/checkpoint/nameIsTaken.ts';
import type { SavedAgent } from '../../core/vm/checkpoint/savedAgent.ts';
import { savedFiles } from '../../core/vm/checkpoint/savedFiles.ts';
import { saveMemory } from '../../core/vm/checkpoint/saveMemory.ts';
import type { UsedFiles } from '../../core/vm/checkpoint/usedFiles.ts';
import { copyIn } from '../../core/vm/checkpoint/verifiedCopies.ts';
import { isWarmId, warmId } from '../../core/vm/checkpoint/warmId.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { GuestLink } from '../guest/guestLink.ts';
import type { HostSpec } from '../hostSpec.ts';
import type { MachineControls } from '../machine/machineControls.ts';
import type { SavedCheckpoint } from '../protocol/savedCheckpoint.ts';
import type { RunningMachine } from '../machine/startMachine.ts';
import type { VmFolder } from '../registry/vmFolder.ts';

interface CheckpointDeskOptions {
  readonly spec: HostSpec;
  readonly folder: VmFolder;
  readonly runFolder: string;
  readonly machine: RunningMachine;
  readonly usedFiles: UsedFiles;
  readonly link: GuestLink;
  readonly controls: MachineControls;
  readonly store: CheckpointStore;
  readonly log: (line: string) => void;
}

const agentTimeoutMs = 10_000;

/** Saves checkpoints of a running VM, one after the other. */
export class CheckpointDesk {
  readonly #options: CheckpointDeskOptions;
  /** Settles when it is known from which files the machine was started. */
  readonly #noted: Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CheckpointDeskOptions) {
    this.#options = options;
    this.#noted = this.#noteFiles();
    // Whoever saves is told.
    this.#noted.catch(() => undefined);
  }

  /** Keeps this boot for later warm launches. It does not reject: the VM is as good without. */
  async keepWarm(channel: AgentChannel): Promise<void> {
    const { log, store } = this.#options;
    try {
      const key = await this.#key();
      const id = warmId(keyDigest(key));
      if ((await store.get(id)) !== undefined) return;
      // What sets a restored guest's clock is then in its memory, and need not be unpacked from the image.
      await channel.run({ command: { argv: ['date', '-u'] }, timeoutMs: agentTimeoutMs });
      const { bytes, pausedMs } = await this.#inTurn(async () => await this.#save({ id, kind: 'warm', key }));
      log(`checkpoint: kept for later launches: ${String(bytes)} bytes, the VM stood still for ${String(pausedMs)} ms`);
    } catch (error) {
      log(`checkpoint: none is kept: ${messageOf(error)}`);
    }
  }

  /**
   * Errors: UserError `usage` (the name, a disk that is no overlay or was attached meanwhile, an image that has changed), `vm`
   * (QEMU cannot save this machine, it did not stand still, the channel is just being set up), `environment` (no room).
   */
  async save(name: string | undefined): Promise<SavedCheckpoint> {
    const id = name ?? `${this.#options.spec.profile.name}-${new Date().toISOString().replace(/[:.]/g, '-')}`;
    if (!isCheckpointName(id) || isWarmId(id)) {
      throw new UserError('usage', `A checkpoint cannot be named ${JSON.stringify(id)}.`, {
        next: 'Use letters, digits, dashes, dots and underscores, at most 80; names that begin with "warm-" are taken.',
      });
    }
    return await this.#inTurn(async () => await this.#save({ id, kind: 'named', key: await this.#key() }));
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return await done;
  }

  async #key(): Promise<CheckpointKey> {
    const { machine, folder, spec } = this.#options;
    return await checkpointKey({ input: machine.input, folder: folder.path, qemu: spec.qemu, agent: agentDigest });
  }

  async #save(what: Pick<CheckpointManifest, 'id' | 'kind' | 'key'>): Promise<SavedCheckpoint> {
    const { store, spec, machine, folder, runFolder, log } = this.#options;
    const startedAtMs = performance.now();
    if (what.kind === 'named' && (await store.get(what.id)) !== undefined) throw nameIsTaken(what.id);
    const { attachedDisks } = this.#options.controls.state;
    const { running } = (await machine.qmp.execute('query-status')) as { readonly running: boolean };
    if (!running) {
      throw new UserError('usage', 'A checkpoint cannot be saved while the machine is paused.', {
        next: 'Resume it first.',
      });
    }
    if (attachedDisks.length > 0) {
      throw new UserError(
        'usage',
        'A checkpoint cannot be saved while disks are attached that the profile does not name.',
        {
          next: 'Detach them, or add them to the "disks" of the profile.',
        },
      );
    }
    const paths = [...loadedFiles(spec.profile.source), ...(await filesReadElsewhere(machine.qmp, folder.path))];
    await this.#requireUnchanged(paths);
    const staged = await store.stage();
    try {
      const saved = await this.#saveStill(staged);
      const images = await Promise.all(
        paths.map(async (path) => ({ path, sha256: (await imageFacts(path, { cacheFolder: cacheFolder() })).sha256 })),
      );
      // Then the sums are of what the machine was started from.
      await this.#requireUnchanged(paths);
      const manifest: CheckpointManifest = {
        schemaVersion: 1,
        ...what,
        images,
        profile: spec.profile,
        image: spec.image,
        madeAt: new Date().toISOString(),
        runFolder,
        ...saved,
      };
      for (const id of await store.add(staged, manifest)) log(`checkpoint: "${id}" was removed to make room`);
      await this.#rememberSum(manifest);
      const bytes = bytesOf(savedFiles(manifest));
      const { pausedMs } = manifest;
      log(`checkpoint: saved as "${what.id}"`);
      return { id: what.id, bytes, pausedMs, durationMs: Math.round(performance.now() - startedAtMs) };
    } catch (error) {
      await rm(staged, { recursive: true, force: true });
      if (error instanceof UserError) throw error;
      throw new UserError('vm', `The checkpoint could not be saved: ${messageOf(error)}.`, { cause: error });
    }
  }

  async #noteFiles(): Promise<void> {
    const { machine, folder, usedFiles } = this.#options;
    const files = await filesElsewhere(machine.qmp, folder.path);
    await usedFiles.note(files.map(({ path }) => path));
  }

  /** QEMU too: what it is now goes into the key of what it was then. */
  async #requireUnchanged(paths: readonly string[]): Promise<void> {
    const { spec, usedFiles } = this.#options;
    await this.#noted;
    await usedFiles.requireUnchanged([spec.qemu.path, ...paths]);
  }

  /** The next start from it need not read the memory for its sum. */
  async #rememberSum({ id, memory: { file, bytes, sha256 } }: CheckpointManifest): Promise<void> {
    const kept = await this.#options.store.get(id);
    if (kept === undefined) return;
    await rememberImageFacts({ path: join(kept.folder, file), bytes, sha256 }, { cacheFolder: cacheFolder() });
  }

  /** What has to be done while the machine stands still, so that its parts belong together. */
  async #saveStill(
    staged: string,
  ): Promise<Pick<CheckpointManifest, 'memory' | 'console' | 'disks' | 'agent' | 'pausedMs'>> {
    const { machine, folder, runFolder, controls } = this.#options;
    const { agent, release } = await this.#quietAgent();
    const stoppedAtMs = performance.now();
    try {
      return await controls.standStill(async () => {
        const memory = await saveMemory({
          qmp: machine.qmp,
          socketPath: folder.memorySocket,
          file: join(staged, 'memory'),
        });
        const console = await copyIn(join(runFolder, 'serial.log'), staged);
        const disks: SavedFile[] = [];
        for (const name of await readdir(folder.disks)) disks.push(await copyIn(join(folder.disks, name), staged));
        return { memory, console, disks, agent, pausedMs: Math.round(performance.now() - stoppedAtMs) };
      });
    } finally {
      release();
    }
  }

  /**
   * The agent at a moment at which it has read everything that was said to it, and nothing more is said: half a message in
   * the saved guest would swallow the first ones of the restored guest.
   */
  async #quietAgent(): Promise<{ readonly agent: SavedAgent | null; readonly release: () => void }> {
    const { link } = this.#options;
    const asked = link.askForSaving(new Deadline('the agent to have read everything', agentTimeoutMs));
    if (link.state.state === 'connecting' && asked === undefined) {
      throw new UserError('vm', 'A checkpoint cannot be saved while the guest channel is being set up.', {
        next: 'Try again when the guest is ready.',
      });
    }
    const holds: Disposable[] = this.#options.machine.ports.map(({ port }) => port.hold());
    const release = (): void => {
      for (const hold of holds) hold.dispose();
    };
    try {
      const rest = await asked?.hasHeard;
      if (rest !== undefined) holds.push(rest);
      return { agent: asked?.agent ?? null, release };
    } catch (error) {
      release();
      throw error;
    }
  }
}
