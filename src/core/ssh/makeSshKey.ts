import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { lastLine } from '../common/lastLine.ts';
import { UserError } from '../common/userError.ts';
import { searchPath } from '../image/findQemu.ts';
import { installHint } from '../image/installHint.ts';
import { runKeyComment } from './runKeyComment.ts';

export interface SshKey {
  /** As `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
  /** As `SHA256:…`. */
  readonly fingerprint: string;
}

const timeoutMs = 10_000;

/**
 * Makes an ed25519 key without a passphrase; ssh-keygen makes its file 0600, and the public one beside it.
 *
 * Errors: UserError `environment` if there is no ssh-keygen, or with its own words.
 */
export async function makeSshKey(file: string): Promise<SshKey> {
  await keygen(['-q', '-t', 'ed25519', '-N', '', '-C', runKeyComment, '-f', file]);
  return await readSshKey(file);
}

/** Errors: those of reading the file of the public key. */
export async function readSshKey(file: string): Promise<SshKey> {
  const publicKey = (await readFile(`${file}.pub`, 'utf8')).trim();
  // As ssh-keygen -l shows it (RFC 4648 without padding).
  const digest = createHash('sha256').update(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64'));
  return { publicKey, fingerprint: `SHA256:${digest.digest('base64').replace(/=+$/, '')}` };
}

async function keygen(argv: readonly string[]): Promise<void> {
  const program = await searchPath('ssh-keygen');
  if (program === undefined) {
    throw new UserError('environment', 'ssh-keygen was not found in PATH.', { next: installHint('ssh') });
  }
  const { exitCode, stderr } = await execa(program, argv, {
    reject: false,
    stdin: 'ignore',
    timeout: timeoutMs,
  });
  if (exitCode === 0) return;
  throw new UserError('environment', `ssh-keygen could not do its work: ${lastLine(stderr)}.`);
}
