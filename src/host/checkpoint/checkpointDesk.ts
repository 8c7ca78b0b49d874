import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import type { Disposable } from '../../core/common/event.ts';
import { messageOf, UserError } from '../../core/common/userError.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import { agentDigest } from '../../core/guest/agentDigest.ts';
import { imageFacts, rememberImageFacts } from '../../core/image/imageFacts.ts';
import type { CheckpointManifest, SavedFile } from '../../core/vm/checkpoint/checkpoint.ts';
import { type CheckpointKey, checkpointKey, keyDigest } from '../../core/vm/checkpoint/checkpointKey.ts';
import type { CheckpointStore } from '../../core/vm/checkpoint/checkpointStore.ts';
import { filesReadElsewhere } from '../../core/vm/checkpoint/filesReadElsewhere.ts';
import { isCheckpointName } from '../../core/vm/checkpoint/isCheckpointName.ts';
import type { SavedAgent } from '../../core/vm/checkpoint/savedAgent.ts';
import { saveMemory } from '../../core/vm/checkpoint/saveMemory.ts';
import { copyIn } from '../../core/vm/checkpoint/verifiedCopies.ts';
import { warmId } from '../machine/beginMachine.ts';
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
  readonly link: () => GuestLink;
  readonly controls: MachineControls;
  readonly store: CheckpointStore;
  readonly log: (line: string) => void;
}

const agentTimeoutMs = 10_000;

/** Saves checkpoints of a running VM, one after the other. */
export class CheckpointDesk {
  readonly #options: CheckpointDeskOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: CheckpointDeskOptions) {
    this.#options = options;
  }

  /** Keeps this boot for later warm launches. It does not reject: the VM is as good without. */
  async keepWarm(channel: AgentChannel): Promise<void> {
    const { log, machine, store } = this.#options;
    try {
      const key = await this.#key();
      const id = warmId(keyDigest(key));
      if ((await store.get(id)) !== undefined) return;
      // What sets a restored guest's clock is then in its memory, and need not be unpacked from the image.
      await channel.run({ command: { argv: ['date', '-u'] }, timeoutMs: agentTimeoutMs });
      const { bytes, pausedMs } = await this.#save({ id, kind: 'warm', key });
      log(`checkpoint: kept for later launches: ${String(bytes)} bytes, the VM stood still for ${String(pausedMs)} ms`);
    } catch (error) {
      log(`checkpoint: none is kept: ${messageOf(error)}`);
      await machine.qmp.execute('cont').catch(() => undefined);
    }
  }

  /**
   * Errors: UserError `usage` (the name, a disk that is no overlay, a disk attached meanwhile), `vm` (QEMU cannot save this
   * machine, the channel is just being set up), `environment` (no room).
   */
  async save(name: string | undefined): Promise<SavedCheckpoint> {
    const id = name ?? `${this.#options.spec.profile.name}-${new Date().toISOString().replace(/[:.]/g, '-')}`;
    if (!isCheckpointName(id) || id.startsWith('warm-')) {
      throw new UserError('usage', `A checkpoint cannot be named ${JSON.stringify(id)}.`, {
        next: 'Use letters, digits, dashes, dots and underscores, at most 80; names that begin with "warm-" are taken.',
      });
    }
    const saving = this.#last.then(async () => await this.#save({ id, kind: 'named', key: await this.#key() }));
    this.#last = saving.catch(() => undefined);
    return await saving;
  }

  async #key(): Promise<CheckpointKey> {
    const { machine, folder, spec } = this.#options;
    return await checkpointKey({ input: machine.input, folder: folder.path, qemu: spec.qemu, agent: agentDigest });
  }

  async #save(what: Pick<CheckpointManifest, 'id' | 'kind' | 'key'>): Promise<SavedCheckpoint> {
    const { store, spec, machine, folder, runFolder, log } = this.#options;
    const startedAtMs = performance.now();
    if (what.kind === 'named' && (await store.get(what.id)) !== undefined) {
      throw new UserError('usage', `There is a checkpoint "${what.id}" already.`, {
        next: 'Choose another name, or remove that one.',
      });
    }
    const { running, attachedDisks } = this.#options.controls.state;
    if (running === 'paused') {
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
    const { source } = spec.profile;
    const loaded =
      source.kind === 'kernel' ? [source.kernel, ...(source.initrd === undefined ? [] : [source.initrd])] : [];
    const paths = [...loaded, ...(await filesReadElsewhere(machine.qmp, folder.path))];
    const staged = await store.stage();
    try {
      const saved = await this.#saveStill(staged);
      const images = await Promise.all(
        paths.map(async (path) => ({ path, sha256: (await imageFacts(path, { cacheFolder: cacheFolder() })).sha256 })),
      );
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
      const bytes = [manifest.memory, manifest.console, ...manifest.disks].reduce((sum, file) => sum + file.bytes, 0);
      const { pausedMs } = manifest;
      log(`checkpoint: saved as "${what.id}"`);
      return { id: what.id, bytes, pausedMs, durationMs: Math.round(performance.now() - startedAtMs) };
    } catch (error) {
      await rm(staged, { recursive: true, force: true });
      if (error instanceof UserError) throw error;
      throw new UserError('vm', `The checkpoint could not be saved: ${messageOf(error)}.`, { cause: error });
    }
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
    const { machine, folder, runFolder } = this.#options;
    const { agent, release } = await this.#quietAgent();
    const stoppedAtMs = performance.now();
    try {
      await machine.qmp.execute('stop');
      const memory = await saveMemory({
        qmp: machine.qmp,
        socketPath: folder.memorySocket,
        file: join(staged, 'memory'),
      });
      const console = await copyIn(join(runFolder, 'serial.log'), staged);
      const disks: SavedFile[] = [];
      for (const name of await readdir(folder.disks)) disks.push(await copyIn(join(folder.disks, name), staged));
      return { memory, console, disks, agent, pausedMs: Math.round(performance.now() - stoppedAtMs) };
    } finally {
      await machine.qmp.execute('cont').catch(() => undefined);
      release();
    }
  }

  /**
   * The agent at a moment at which it has read everything that was said to it, and nothing more is said: half a message in
   * the saved guest would swallow the first ones of the restored guest.
   */
  async #quietAgent(): Promise<{ readonly agent: SavedAgent | null; readonly release: () => void }> {
    const link = this.#options.link();
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
