import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { lastLine } from '../common/lastLine.ts';
import { UserError } from '../common/userError.ts';
import { installHint } from '../image/installHint.ts';
import { searchPath } from '../image/findQemu.ts';

export interface Tpm {
  /** Where QEMU finds it. */
  readonly socket: string;
  /** For a machine that never came to connect; else the TPM ends with its machine. */
  end(): void;
}

const startTimeoutMs = 10_000;

/** Where a VM's TPM listens; @see qemuCommandLine */
export const tpmSocket = (folder: string): string => join(folder, 'tpm.sock');

/** Where it keeps what it is; @see startTpm */
export const tpmState = (folder: string): string => join(folder, 'tpm');

/**
 * Starts a TPM 2.0 of software (swtpm) with an empty state of its own. When it is started, it listens.
 *
 * Errors: UserError `environment` if swtpm is not there or does not start, with its own words.
 */
export async function startTpm(folder: string): Promise<Tpm> {
  const swtpm = await searchPath('swtpm');
  if (swtpm === undefined) {
    throw new UserError('environment', 'The profile asks for a TPM, and swtpm was not found in PATH.', {
      next: installHint('swtpm'),
    });
  }
  const state = tpmState(folder);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  const socket = tpmSocket(folder);
  const pidFile = join(state, 'pid');
  const where = ['--tpmstate', `dir=${state}`, '--ctrl', `type=unixio,path=${socket}`, '--pid', `file=${pidFile}`];
  // It goes into the background when it listens, and ends when QEMU lets go of it, however QEMU ends.
  const { failed, stderr, shortMessage } = await execa(
    swtpm,
    ['socket', '--tpm2', ...where, '--daemon', '--terminate'],
    {
      reject: false,
      stdin: 'ignore',
      timeout: startTimeoutMs,
    },
  );
  if (failed) {
    const words = lastLine(stderr);
    throw new UserError('environment', `The TPM could not be started: ${words === '' ? shortMessage : words}`);
  }
  return {
    socket,
    end: () => {
      try {
        process.kill(Number(readFileSync(pidFile, 'utf8')));
      } catch {
        // It has ended already.
      }
    },
  };
}
