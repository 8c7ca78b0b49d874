/** Verbs that run a command which is given after `--`. */
const verbs: ReadonlySet<string | undefined> = new Set(['exec', 'harness']);

/**
 * Takes what follows `--` out of the arguments of `exec` and `harness`: it is another program's command line and none of
 * ours is to read it. `guestCommand` is undefined where there is no `--`, or for another verb.
 */
export function splitGuestCommand(argv: readonly string[]): {
  readonly own: readonly string[];
  readonly guestCommand: readonly string[] | undefined;
} {
  const dashes = argv.indexOf('--');
  if (!verbs.has(argv[0]) || dashes === -1) return { own: argv, guestCommand: undefined };
  return { own: argv.slice(0, dashes), guestCommand: argv.slice(dashes + 1) };
}
