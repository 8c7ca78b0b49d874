/** Ends the parsing after `--help` or `--version`: there is nothing left to do, and nothing went wrong. */
export class HelpShown extends Error {
  override readonly name = 'HelpShown';
}
