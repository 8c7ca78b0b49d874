import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * A file that always holds one whole, recent content: it is written beside and renamed, so that a reader, or a crash, never
 * meets half of it. Wishes that come while one write runs are served together by the next.
 */
export class LatestFile {
  readonly #path: string;
  readonly #content: () => string | Promise<string>;
  readonly #onError: (error: unknown) => void;
  #current: Promise<void> = Promise.resolve();
  #queued: Promise<void> | undefined;

  /** @param content gives the newest content, at the moment of writing */
  constructor(path: string, content: () => string | Promise<string>, onError: (error: unknown) => void) {
    this.#path = path;
    this.#content = content;
    this.#onError = onError;
  }

  /** Settles when the content of now, or a newer one, is on disk, or could not be put there. Never rejects. */
  async save(): Promise<void> {
    if (this.#queued === undefined) {
      this.#queued = this.#current.then(async () => {
        // From here on a newer wish needs a write of its own.
        this.#queued = undefined;
        await this.#write();
      });
      this.#current = this.#queued;
    }
    await this.#queued;
  }

  async #write(): Promise<void> {
    // One name for all writes: what a crash leaves behind is overwritten, not gathered.
    const beside = `${this.#path}.new`;
    try {
      await writeFile(beside, await this.#content());
      await rename(beside, this.#path);
    } catch (error) {
      this.#onError(error);
      await rm(beside, { force: true }).catch(() => undefined);
    }
  }
}
