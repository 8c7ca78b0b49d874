import { execa } from 'execa';
import { delay } from '../common/delay.ts';
import { Deadline } from '../common/deadline.ts';
import { UserError } from '../common/userError.ts';
import type { SshAccess } from './sshAccess.ts';
import { sshArguments } from './sshArguments.ts';

export interface SshCheckOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called when the guest answers and takes no key of ours, until it brought one in. Whether it could. */
  readonly authorize: () => Promise<boolean>;
  readonly log: (line: string) => void;
}

const connectTimeoutSeconds = 5;
const betweenTriesMs = 1_000;

/**
 * Tries SSH, asking nobody anything (BatchMode), until a command has run in the guest.
 *
 * Errors: UserError `guest` that says what ssh said last.
 */
export async function checkSsh(access: SshAccess, options: SshCheckOptions): Promise<void> {
  const { signal, authorize, log } = options;
  const deadline = new Deadline(`SSH on port ${String(access.port)}`, options.timeoutMs);
  const batch = ['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${String(connectTimeoutSeconds)}`];
  let isAuthorized = false;
  for (;;) {
    const timeout = Math.max(1, Math.min(deadline.remainingMs, (connectTimeoutSeconds + 5) * 1000));
    const result = await execa('ssh', [...sshArguments(access, batch), 'true'], {
      reject: false,
      stdin: 'ignore',
      timeout,
      cancelSignal: signal,
    });
    signal.throwIfAborted();
    if (result.exitCode === 0) return;
    // A last try that the time cut off says less than the one before.
    const words = result.timedOut ? (deadline.lastSaw ?? 'no answer') : lastLine(result.stderr);
    if (words !== deadline.lastSaw) log(`ssh: ${words}`);
    deadline.lastSaw = words;
    const isRefused = words.includes('Permission denied');
    if (isRefused && !isAuthorized) {
      isAuthorized = await authorize();
      if (isAuthorized) continue;
    }
    if (deadline.isOver) throw noSsh(deadline);
    await delay(Math.min(betweenTriesMs, deadline.remainingMs), signal);
  }
}

/** The one that says why; ssh may write warnings before it. */
function lastLine(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').at(-1) ?? 'ssh said nothing';
}

function noSsh(deadline: Deadline): UserError {
  return new UserError('guest', deadline.error().message, {
    next: 'Look whether sshd runs in the guest (the probe "sshd status"), and whether its network is up.',
  });
}
