import type { Option } from 'commander';
import { wholeNumberOption } from './wholeNumberOption.ts';

/** `--timeout SECONDS` of the verbs that ask a running guest. */
export function guestTimeoutOption(description: string): Option {
  return wholeNumberOption({ flags: '--timeout <SECONDS>', description, unit: 'seconds', min: 1, max: 86_400 });
}
