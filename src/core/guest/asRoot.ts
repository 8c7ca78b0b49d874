import type { Login } from '../image/profile/profile.ts';
import { quoteForShell } from './agentProtocol.ts';

/**
 * A command that runs `start` as root, by the first way that works: being root, `sudo` without and with a password, `su`; or
 * else `otherwise`, on the caller's stdout. `start` is a word of the shell, quoted, so that it can hold variables of the caller;
 * it has to succeed, or the next way is tried.
 *
 * Passwords are written by the shell's own `printf`, so they stand in no process's arguments.
 */
export function asRoot(options: { start: string; login: Login; userId: number; otherwise: string }): string {
  const { start, login, userId, otherwise } = options;
  // Not by the shell of the person, which may be anything and has settings of its own.
  if (userId === 0) return `sh -c ${start}`;
  const sudoPassword = quoteForShell(login.sudoPassword ?? login.password ?? '');
  const rootPassword = quoteForShell(login.rootPassword ?? login.password ?? '');
  const ways = [
    `sudo -n sh -c "$b"`,
    `printf %s\\\\n ${sudoPassword}|sudo -S -p "" sh -c "$b"`,
    `printf %s\\\\n ${rootPassword}|su -c "$b"`,
    `${otherwise} >&4`,
  ];
  return `{ b=${start};${ways.join('||')};} 4>&1 >/dev/null 2>&1`;
}
