import { stat } from 'node:fs/promises';
import { UserError } from '../../common/userError.ts';
import { fileIdentity } from '../../image/fileIdentity.ts';

/**
 * How the files looked that a machine was started from. QEMU keeps what it has opened, and a kernel is in the guest's memory:
 * what later lies at the same path may be something else.
 */
export class UsedFiles {
  readonly #identities = new Map<string, string | undefined>();

  /** Those that are noted already stay as they were then. */
  async note(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      if (!this.#identities.has(path)) this.#identities.set(path, await identityOf(path));
    }
  }

  /** Errors: UserError `usage` naming one that is not what it was, or that was not noted. */
  async requireUnchanged(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const identity = await identityOf(path);
      if (identity !== undefined && identity === this.#identities.get(path)) continue;
      throw new UserError('usage', `${path} has changed since this VM was started from it.`, {
        next: 'A checkpoint would not fit to it. Launch a new VM and save that one.',
      });
    }
  }
}

/** Of what a link leads to. */
async function identityOf(path: string): Promise<string | undefined> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined);
  return facts === undefined ? undefined : fileIdentity(facts);
}
