import { DeadlineError } from '../core/common/deadline.ts';
import { exitStatusOf, UserError } from '../core/common/userError.ts';
import { visibleText } from '../core/common/visibleText.ts';
import { HelpShown } from './helpShown.ts';
import type { Output } from './output.ts';

/** EX_SOFTWARE of sysexits.h: the program itself is at fault. */
const internalErrorStatus = 70;

/** What the system refused because of the state of this machine. */
const environmentErrors: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EACCES',
  'EPERM',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EMFILE',
  'ENOMEM',
]);

/** The error that a person gets to see for anything that was thrown. */
export function userErrorOf(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  if (error instanceof DeadlineError) return new UserError('vm', error.message, { cause: error });
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (error instanceof Error && code !== undefined && environmentErrors.has(code)) {
    return new UserError('environment', `${error.message}.`, { cause: error });
  }
  return undefined;
}

/**
 * Prints what was thrown, one sentence on stderr and with `--json` a document `{error: {reason, message, next}, …facts}`,
 * and answers with the exit status. The sentence may hold what a guest wrote.
 */
export function reportError(output: Output, error: unknown, facts: object = {}): number {
  if (error instanceof HelpShown) return 0;
  const userError = userErrorOf(error);
  if (userError === undefined) {
    const message = error instanceof Error ? error.message : String(error);
    output.document({ error: { reason: 'internal', message, next: null }, ...facts });
    output.error(visibleText(error instanceof Error ? (error.stack ?? message) : message, 'newlinesAndTabs'));
    return internalErrorStatus;
  }
  const { reason, message, next } = userError;
  output.document({ error: { reason, message, next: next ?? null }, ...facts });
  output.error(visibleText(userError.full, 'newlinesAndTabs'));
  return exitStatusOf[reason];
}
