export const usage: string;

export type BuildArguments =
  | { readonly kind: 'build'; readonly force: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

/** `argv`: the words after the script's name. */
export function parseBuildArguments(argv: readonly string[]): BuildArguments;
