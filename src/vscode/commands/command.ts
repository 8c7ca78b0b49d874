/** One command of package.json's `contributes.commands`. */
export interface Command {
  readonly id: string;
  /** Completes "Boot Image VM could not …" when it fails. */
  readonly doing: string;
  /** @param argument the tree element it was started on, what a keybinding or another extension gives, or nothing */
  readonly run: (argument: unknown) => Promise<unknown>;
}
