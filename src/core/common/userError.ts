/** Why a person's wish could not be carried out; callers branch on this, never on a message. */
export type UserErrorReason =
  | 'usage' // wrong command line, profile or setting
  | 'environment' // something this machine lacks: QEMU, an image, memory, a writable folder
  | 'vm' // the VM failed: panic, no login, QEMU gone
  | 'guest' // a command in the guest could not be carried out
  | 'expectation' // an expectation was not met
  | 'cancelled';

/** Exit status of the command line for each reason (see "Command line" in the README). */
export const exitStatusOf: Readonly<Record<UserErrorReason, number>> = {
  expectation: 1,
  usage: 2,
  vm: 3,
  guest: 3,
  environment: 4,
  cancelled: 130,
};

/**
 * An error that a person can act on. The message is one sentence that is ready to show: what failed, with which value,
 * what was expected. `next` says what to do now.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly reason: UserErrorReason;
  readonly next: string | undefined;

  constructor(reason: UserErrorReason, message: string, options: { next?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = reason;
    this.next = options.next;
  }

  /** The message and the next step, as one text. */
  get full(): string {
    return this.next === undefined ? this.message : `${this.message} ${this.next}`;
  }
}

/** The text to show for anything that was thrown; stacks go to logs, never to people. */
export function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.full;
  return error instanceof Error ? error.message : String(error);
}
