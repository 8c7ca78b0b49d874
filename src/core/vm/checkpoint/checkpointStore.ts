import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeOfDead } from '../../common/removeOfDead.ts';
import { UserError } from '../../common/userError.ts';
import { bytesOf } from './bytesOf.ts';
import { isCheckpointName } from './isCheckpointName.ts';
import { type Checkpoint, type CheckpointManifest, checkpointManifestSchema } from './checkpoint.ts';
import { nameIsTaken } from './nameIsTaken.ts';
import { savedFiles } from './savedFiles.ts';

const manifestName = 'manifest.json';
/** A folder that is being written or removed; only its own process knows it. */
const beside = (pid: number): string => `.${String(pid)}-${randomBytes(4).toString('hex')}`;

/**
 * The checkpoints of this user: one folder each, for nobody else to read, since they hold a guest's memory. Several VMs use
 * it at once: a checkpoint comes and goes by the renaming of its folder, so it is there whole or not at all.
 */
export class CheckpointStore {
  readonly #folder: string;
  readonly #limitBytes: number;

  constructor(options: { folder: string; limitBytes: number }) {
    this.#folder = options.folder;
    this.#limitBytes = options.limitBytes;
  }

  /** The last used first. */
  async list(): Promise<readonly Checkpoint[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const all = await Promise.all(names.map(async (id) => await this.get(id)));
    return all.filter((each) => each !== undefined).toSorted((a, b) => b.usedAtMs - a.usedAtMs);
  }

  /** Undefined if there is none, or none that can be read. */
  async get(id: string): Promise<Checkpoint | undefined> {
    if (!isCheckpointName(id)) return undefined;
    const folder = join(this.#folder, id);
    try {
      const manifest = checkpointManifestSchema.parse(JSON.parse(await readFile(join(folder, manifestName), 'utf8')));
      const bytes = bytesOf(savedFiles(manifest));
      return { manifest, folder, bytes, usedAtMs: (await stat(join(folder, manifestName))).mtimeMs };
    } catch {
      return undefined;
    }
  }

  /** A new folder to write a checkpoint into, before it is added. */
  async stage(): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    // What processes that were killed have left half-made.
    removeOfDead(this.#folder, /^\.(\d+)-/);
    const folder = join(this.#folder, beside(process.pid));
    await mkdir(folder, { mode: 0o700 });
    return folder;
  }

  /**
   * Completes a staged checkpoint, and makes room for it: warm ones that were not used for longest are removed.
   *
   * @returns the ids of those that were removed
   * Errors: UserError `usage` if the name is taken or there is no room.
   */
  async add(staged: string, manifest: CheckpointManifest): Promise<readonly string[]> {
    await writeFile(join(staged, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    try {
      await rename(staged, join(this.#folder, manifest.id));
    } catch (error) {
      await rm(staged, { recursive: true, force: true });
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      // Two warm launches at once keep the same; either is as good.
      if (manifest.kind === 'warm') return [];
      throw nameIsTaken(manifest.id);
    }
    return await this.#makeRoom(manifest.id);
  }

  /** False if it was not there. */
  async remove(id: string): Promise<boolean> {
    if (!isCheckpointName(id)) return false;
    const gone = join(this.#folder, beside(process.pid));
    try {
      await rename(join(this.#folder, id), gone);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
      throw error;
    }
    await rm(gone, { recursive: true, force: true });
    return true;
  }

  async noteUse({ folder }: Checkpoint): Promise<void> {
    const now = new Date();
    // It may have been removed meanwhile; whoever starts from it notices.
    await utimes(join(folder, manifestName), now, now).catch(() => undefined);
  }

  async #makeRoom(newest: string): Promise<readonly string[]> {
    const all = await this.list();
    const mayGo = all.filter(({ manifest }) => manifest.kind === 'warm' && manifest.id !== newest);
    let bytes = bytesOf(all);
    // What does not fit beside those that stay costs no other its place.
    if (bytes - bytesOf(mayGo) > this.#limitBytes) {
      await this.remove(newest);
      const limit = `${String(Math.round(this.#limitBytes / 1024 ** 2))} MiB`;
      throw new UserError('environment', `The checkpoint does not fit into the ${limit} that checkpoints may take.`, {
        next: 'Remove some, or allow more (bootImageVm.checkpointLimitMib, --checkpoint-limit).',
      });
    }
    const removed: string[] = [];
    for (const { manifest, bytes: freed } of mayGo.toReversed()) {
      if (bytes <= this.#limitBytes) break;
      await this.remove(manifest.id);
      removed.push(manifest.id);
      bytes -= freed;
    }
    return removed;
  }
}
