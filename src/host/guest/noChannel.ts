import { UserError } from '../../core/common/userError.ts';

export function noChannel(why: string): UserError {
  return new UserError('guest', `There is no channel into the guest: ${why}`, {
    next: 'The console still works; see serial.txt in the run folder for what it shows.',
  });
}
