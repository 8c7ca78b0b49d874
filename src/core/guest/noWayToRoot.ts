import { UserError } from '../common/userError.ts';
import type { Login } from '../image/profile/profile.ts';

export function noWayToRoot(login: Login): UserError {
  return new UserError('vm', `"${login.user ?? 'root'}" is logged in but cannot become root by sudo or su.`, {
    next: 'Set "sudoPassword" or "rootPassword" under "login" in the profile.',
  });
}
