import type { SshAccess } from './sshAccess.ts';

/**
 * The arguments with which `ssh` opens a guest. Nothing of the person's own configuration takes part, and nothing is
 * written to it: a live image has a new host key at each boot.
 */
export function sshArguments(access: SshAccess, more: readonly string[] = []): string[] {
  const { port, user, keyFile, knownHostsFile } = access;
  return [
    ...['-F', 'none', '-p', String(port), '-i', configPath(keyFile), '-o', 'IdentitiesOnly=yes'],
    ...['-o', `UserKnownHostsFile="${configPath(knownHostsFile)}"`, '-o', 'GlobalKnownHostsFile=none'],
    ...['-o', 'StrictHostKeyChecking=accept-new', '-o', 'LogLevel=ERROR'],
    ...more,
    `${user}@127.0.0.1`,
  ];
}

/** In paths ssh expands `%`. */
function configPath(path: string): string {
  return path.replaceAll('%', '%%');
}
