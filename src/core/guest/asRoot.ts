import type { Login } from '../image/profile/profile.ts';
import { shellWord } from '../common/shellWord.ts';

/**
 * A command that runs a script as root, by the first way that works: being root, `sudo` without and with a password, `su`; or
 * else `otherwise`, on the caller's stdout. The script has to succeed, or it runs again by the next way. It has no stdin and
 * no outputs.
 *
 * It runs in a `sh` without address randomisation, where the guest has `setarch`. QEMU 7 translates a program's code anew for
 * each address that it is mapped at: under emulation a process takes 35 to 70 ms to start, and 5 to 15 at an address of
 * before. The first way with `sudo` needs no shell in between, for the same reason.
 *
 * Passwords are written by the shell's own `printf`, so they stand in no process's arguments.
 *
 * @param options.words variables of the caller that become `$1` and so on
 */
export function asRoot(options: {
  script: string;
  words?: readonly string[];
  login: Login;
  userId: number;
  otherwise: string;
}): string {
  const { script, words = [], login, userId, otherwise } = options;
  const given = words.map((word) => ` "$${word}"`).join('');
  const run = `sh -c "$l" -${given}`;
  const sudoPassword = shellWord(login.sudoPassword ?? login.password ?? '');
  const rootPassword = shellWord(login.rootPassword ?? login.password ?? '');
  const ways = [
    `sudo -n setarch -R ${run}`,
    `printf %s\\\\n ${sudoPassword}|sudo -S -p "" sh -c ${shellWord(atFixedAddresses('sh -c "$@"'))} - "$l" -${given}`,
    `printf %s\\\\n ${rootPassword}|su -c ${shellWord(atFixedAddresses(run))}`,
    `${otherwise} >&4`,
  ];
  const byAnyWay = userId === 0 ? atFixedAddresses(run) : ways.join('||');
  return `{ l=${shellWord(script)};export ${['l', ...words].join(' ')};${byAnyWay};} 4>&1 </dev/null >/dev/null 2>&1`;
}

const atFixedAddresses = (command: string): string => `setarch -R ${command}||${command}`;
