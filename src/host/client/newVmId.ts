import { randomBytes } from 'node:crypto';

/** A name for a new VM, short enough for the paths of its sockets. */
export function newVmId(profileName: string): string {
  return `${profileName.slice(0, 18)}-${randomBytes(2).toString('hex')}`;
}
