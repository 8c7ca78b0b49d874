import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError, messageOf } from '../../core/common/userError.ts';
import type { AgentChannel } from '../../core/guest/agentChannel.ts';
import type { Profile } from '../../core/image/profile/profile.ts';
import type { ActiveForward } from '../../core/vm/machineState.ts';
import { authorizeScript } from '../../core/ssh/authorizeScript.ts';
import { checkSsh } from '../../core/ssh/checkSsh.ts';
import { makeSshKey, readSshKey, type SshKey } from '../../core/ssh/makeSshKey.ts';
import type { SshAccess } from '../../core/ssh/sshAccess.ts';

interface SshDeskOptions {
  /** The VM's own, for this user alone. */
  readonly folder: string;
  readonly forwards: readonly ActiveForward[];
  /** Of `prepareSshKey`. */
  readonly key: Promise<SshKey> | undefined;
  readonly log: (line: string) => void;
}

const sshPort = 22;
const user = 'root';
const authorizeTimeoutMs = 20_000;

/** The way into the guest by SSH: the run's key, its known hosts, and what makes the guest take the key. */
export class SshDesk {
  /** Null: there is no way, and `why` says it. */
  readonly access: SshAccess | null;
  readonly key: SshKey | null;
  readonly #why: UserError | undefined;
  readonly #log: (line: string) => void;

  /** Never rejects: a VM runs without SSH too. */
  static async create(options: SshDeskOptions): Promise<SshDesk> {
    const forward = options.forwards.find(({ guestPort }) => guestPort === sshPort);
    if (forward === undefined || options.key === undefined) {
      const why = new UserError('usage', `No port of this machine leads to port ${String(sshPort)} of the guest.`, {
        next: 'Add {"hostPort": 0, "guestPort": 22} to "forwards" in the profile\'s "network".',
      });
      return new SshDesk(options.log, why);
    }
    try {
      const key = await options.key;
      const { keyFile, knownHostsFile } = sshFiles(options.folder);
      return new SshDesk(options.log, undefined, { port: forward.hostPort, user, keyFile, knownHostsFile }, key);
    } catch (error) {
      const why = error instanceof UserError ? error : new UserError('environment', messageOf(error));
      options.log(`ssh: ${why.full}`);
      return new SshDesk(options.log, why);
    }
  }

  private constructor(
    log: (line: string) => void,
    why: UserError | undefined,
    access: SshAccess | null = null,
    key: SshKey | null = null,
  ) {
    this.access = access;
    this.key = key;
    this.#why = why;
    this.#log = log;
  }

  /**
   * Settles when SSH has run a command in the guest. A guest that does not take the key gets it through the guest channel.
   *
   * Errors: UserError: `usage` or `environment` if there is no way; `guest` with what ssh said last.
   */
  async check(options: {
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
    /** The guest channel, if it stands. */
    readonly channel: () => Promise<AgentChannel>;
  }): Promise<SshAccess> {
    const { access, key } = this;
    if (access === null || key === null) throw this.#why ?? new UserError('environment', 'There is no SSH.');
    const authorize = async (): Promise<boolean> => {
      try {
        const channel = await options.channel();
        const command = { script: authorizeScript(access.user, key.publicKey) };
        const { exitStatus } = await channel.run({ command, timeoutMs: authorizeTimeoutMs, signal: options.signal });
        this.#log(`ssh: the key was brought into the guest (exit status ${String(exitStatus)})`);
        return exitStatus === 0;
      } catch (error) {
        this.#log(`ssh: the key cannot be brought into the guest: ${messageOf(error)}`);
        return false;
      }
    };
    const { timeoutMs, signal } = options;
    await checkSsh(access, { timeoutMs, signal, authorize, log: this.#log });
    return access;
  }

  /** A guest that starts anew may have made itself another host key. */
  forgetHostKey(): void {
    if (this.access !== null) rmSync(this.access.knownHostsFile, { force: true });
  }
}

/** The run's key, made while QEMU starts; undefined if no port of the guest is for it. */
export function prepareSshKey({ folder, network, keyFile }: SshKeyWish): Promise<SshKey> | undefined {
  if (network.kind !== 'user' || !network.forwards.some(({ guestPort }) => guestPort === sshPort)) return undefined;
  const key = make(folder, keyFile);
  // Who waits for it tells of it.
  key.catch(() => undefined);
  return key;
}

interface SshKeyWish {
  /** The VM's own, for this user alone. */
  readonly folder: string;
  readonly network: Profile['network'];
  /** A private key that the image was built with. */
  readonly keyFile: string | undefined;
}

async function make(folder: string, from: string | undefined): Promise<SshKey> {
  const { keyFile } = sshFiles(folder);
  mkdirSync(dirname(keyFile), { recursive: true, mode: 0o700 });
  if (from === undefined) return await makeSshKey(keyFile);
  for (const suffix of ['', '.pub']) copyFileSync(`${from}${suffix}`, `${keyFile}${suffix}`);
  return await readSshKey(keyFile);
}

const sshFiles = (folder: string): { readonly keyFile: string; readonly knownHostsFile: string } => ({
  keyFile: join(folder, 'ssh', 'id_ed25519'),
  knownHostsFile: join(folder, 'ssh', 'known_hosts'),
});
