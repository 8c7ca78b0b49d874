import { Option } from 'commander';
import { wholeNumber } from './wholeNumberOption.ts';

const defaultGraceTimeMs = 10 * 60_000;

/** `--grace SECONDS|keep`: how long the VM runs on without a client. The option's value is in ms. */
export function graceOption(): Option {
  return new Option('--grace <SECONDS|keep>', 'stop the VM after so long without a client; "keep": never')
    .default(defaultGraceTimeMs, '600')
    .argParser((text): number | 'keep' =>
      text === 'keep'
        ? text
        : 1000 * wholeNumber('--grace', text, { unit: 'seconds, or "keep",', min: 1, max: 604_800 }),
    );
}
