import { messageOf, UserError, type UserErrorReason } from '../../core/common/userError.ts';

/** An error on its way between processes. */
export interface WireError {
  readonly reason: UserErrorReason;
  readonly message: string;
  readonly next?: string;
}

/** What is no UserError arrives as one of reason `vm`: nobody foresaw it. */
export function toWire(error: unknown): WireError {
  if (!(error instanceof UserError)) return { reason: 'vm', message: messageOf(error) };
  const { reason, message, next } = error;
  return { reason, message, ...(next === undefined ? {} : { next }) };
}

export function fromWire({ reason, message, next }: WireError): UserError {
  return new UserError(reason, message, next === undefined ? {} : { next });
}
