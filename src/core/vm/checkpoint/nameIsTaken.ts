import { UserError } from '../../common/userError.ts';

export const nameIsTaken = (id: string): UserError =>
  new UserError('usage', `There is a checkpoint "${id}" already.`, {
    next: 'Choose another name, or remove that one.',
  });
