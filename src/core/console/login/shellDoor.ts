import { randomBytes } from 'node:crypto';

/**
 * The one line that is typed at what may be a shell. It proves itself: what it prints differs from its echo, and holds a
 * nonce. Then it waits, without echo, for a second line, which it runs; so nothing else of the automation is ever seen on
 * the console. Valid in sh, bash, dash, ash, zsh and fish: one pair of single quotes, no backslash. Typed twice, the second
 * is run by the first, and prints its own nonce.
 *
 * The leading space keeps it out of histories that ignore such lines. A bash that does not ignore them takes it out itself;
 * csh knows no `$HISTCONTROL`, so for it there is the plain line.
 */
export interface ShellDoor {
  readonly line: string;
  /** Finds the proof in the console's text: who is logged in, in which shell, on which terminal. */
  readonly find: (
    text: string,
  ) => { readonly userId: number; readonly shell: string; readonly terminal: string } | undefined;
}

/** True in a bash that has put the line into its history. */
const keptInHistory = '[ "$s" = bash ]&&case $1 in *ignore[sb]*)false;;esac';

export function makeShellDoor(form: 'plain' | 'leaves no history'): ShellDoor {
  const nonce = randomBytes(3).toString('hex');
  const [first, second] = [nonce.slice(0, 3), nonce.slice(3)];
  const script = `read s </proc/$PPID/comm;stty -echo;echo +${first}""${second}:$(id -u):$s:$(tty):;read -r c;stty echo;eval "$c"`;
  const line =
    form === 'plain' ? ` sh -c '${script}'` : ` sh -c '${script};${keptInHistory}' - "$HISTCONTROL"&&history -d -1;:`;
  const proof = new RegExp(`\\+${nonce}:(\\d+):([^:\\s]*):([^:\\s]*):`);
  return {
    line,
    find: (text) => {
      const found = proof.exec(text);
      return found === null ? undefined : { userId: Number(found[1]), shell: found[2] ?? '', terminal: found[3] ?? '' };
    },
  };
}
