/** How SSH comes into a guest: a forward of this machine, and the key and known hosts of this one run. */
export interface SshAccess {
  /** On 127.0.0.1. */
  readonly port: number;
  readonly user: string;
  /** Private, 0600, in a folder that only this user can read; the public one is beside it, with `.pub`. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
}
