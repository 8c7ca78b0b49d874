import { randomBytes } from 'node:crypto';

/**
 * The one line that is typed at what may be a shell. It proves itself: what it prints differs from its echo, and holds a
 * nonce. Then it waits, without echo, for two more lines: a question about who is logged in, and what is to be run. So
 * nothing else of the automation is ever seen on the console, and the line itself is short enough to stand on one row with
 * its prompt, from which it is erased in the end. Typed twice, the second is run by the first, and prints its own nonce.
 *
 * In a shell of the Bourne family the line is run by that shell itself, so that a bash can take it out of its history; the
 * leading space keeps it out of histories that ignore such lines. fish and csh refuse `${x-}`, print no proof, and take the
 * other form.
 */
export interface ShellDoor {
  readonly line: string;
  /** Whether the console's text holds the proof that a shell has read the line. */
  readonly isOpen: (text: string) => boolean;
  /** To be typed at the open door; undefined: it says by itself what there is to know. */
  readonly question: string | undefined;
  /** The answer to the question in the console's text: who is logged in, in which shell, on which terminal. */
  readonly findAnswer: (
    text: string,
  ) => { readonly userId: number; readonly shell: string; readonly terminal: string } | undefined;
  /** True for a line of text that is this door's, typed or printed. */
  readonly owns: (line: string) => boolean;
  /** The last line: runs `line` with the `rows` above the cursor erased, so that the next prompt stands in their place. */
  readonly runLine: (line: string, rows: number) => string;
}

/** What is typed at each further try: not every shell can run the first form. */
export type MakeDoor = (form: 'run by the shell itself' | 'run by sh') => ShellDoor;

/** What every line but the last ends with. The first switches echo on again when all is done. */
const readOn = 'read -r c;eval "$c"';
const forgetLine = '[ "${BASH-}" ]&&case ${HISTCONTROL-} in *ignore[sb]*);;*)history -d -1;esac';

export function makeShellDoor(form: 'run by the shell itself' | 'run by sh'): ShellDoor {
  const isBySh = form === 'run by sh';
  const [proof, answer] = [randomBytes(3).toString('base64url'), randomBytes(6).toString('base64url')];
  const prove = `stty -echo;echo +${halves(proof)}`;
  const facts = readFacts(isBySh ? '$PPID' : '$$');
  const lookAround = `${facts};echo +${halves(answer)}:\${_u:-$(id -u)}:$_s:\${_t:+/dev/}\${_t:-$(tty)}:`;
  // With the end of its line: what is typed next erases whole lines.
  const answered = new RegExp(`\\+${answer}:(\\d+):([^:\\s]*):([^:\\s]*):[^\\n]*\\n`);
  return {
    line: isBySh ? ` sh -c '${prove}:;${readOn};stty echo'` : ` ${prove}\${x-}:;${readOn};stty echo`,
    isOpen: (text) => text.includes(`+${proof}:`),
    question: `${isBySh ? lookAround : `(${lookAround})`};${readOn}`,
    findAnswer: (text) => {
      const found = answered.exec(text);
      return found === null ? undefined : { userId: Number(found[1]), shell: found[2] ?? '', terminal: found[3] ?? '' };
    },
    owns: (line) => line.includes(halves(proof)) || line.startsWith(`+${proof}:`) || line.startsWith(`+${answer}:`),
    runLine: (line, rows) => {
      const erase = rows === 0 ? '' : `printf "\\r\\033[${rows}A\\033[J";`;
      return isBySh ? `${erase}${line}` : `${erase}{ ${forgetLine};} 2>/dev/null;unset c;( ${line} )`;
    },
  };
}

/**
 * The shell's name, the effective user and the terminal, into variables, read without starting a program, which takes long
 * under emulation. The terminal's number is in /proc, its name in /sys. Whatever the person has set in this shell: options
 * that end it, a separator of words, variables.
 *
 * @param shell its process, as whoever runs this knows it
 */
function readFacts(shell: '$$' | '$PPID'): string {
  const lines = [
    `read _s </proc/${shell}/comm`,
    'while read _k _r _u _x&&[ $_k != Uid: ];do :;done </proc/self/status',
    'read _x _x _x _x _x _x _n _x </proc/self/stat',
    'while IFS== read _k _t&&[ $_k != DEVNAME ];do :;done </sys/dev/char/$((_n>>8&4095)):$((_n&255|_n>>12&1048320))/uevent',
  ];
  const start = 'set +eu;unset IFS;_s= _u= _t=';
  return [start, ...lines.map((line) => `{ ${line};} 2>/dev/null`)].join(';');
}

/** As it is typed: a shell prints it without the quotes. */
function halves(nonce: string): string {
  return `${nonce.slice(0, nonce.length / 2)}""${nonce.slice(nonce.length / 2)}`;
}

/**
 * A door that is a script in the guest, which goes on by itself: whoever hears `firstWord` and the nonce knows that it runs.
 * The script succeeds where a bash keeps the line in its history.
 */
export function makeWireDoor(script: { folder: string; nonce: string; firstWord: string }): MakeDoor {
  const { folder, nonce, firstWord } = script;
  const isOpen = (text: string): boolean => text.includes(`${firstWord}${nonce}:`);
  return (form) => ({
    line: ` sh ${folder}/c ${nonce}${form === 'run by sh' ? '' : ' "$HISTCONTROL"&&history -d -1;:'}`,
    isOpen,
    question: undefined,
    findAnswer: (text) => (isOpen(text) ? { userId: Number.NaN, shell: '', terminal: '' } : undefined),
    owns: () => false,
    runLine: (line) => line,
  });
}
