import { Option } from 'commander';
import { UserError } from '../core/common/userError.ts';

interface WholeNumberOption {
  /** As commander reads them: `--memory <MIB>`. */
  readonly flags: string;
  readonly description: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
}

/** An option whose value is a whole number within limits; anything else is a usage error that says so. */
export function wholeNumberOption(options: WholeNumberOption): Option {
  const name = options.flags.split(' ')[0] ?? options.flags;
  return new Option(options.flags, options.description).argParser((text) => wholeNumber(name, text, options));
}

/** @throws UserError of reason `usage` */
export function wholeNumber(
  name: string,
  text: string,
  limits: { readonly unit: string; readonly min: number; readonly max: number },
): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= limits.min && value <= limits.max) return value;
  const { unit, min, max } = limits;
  throw new UserError('usage', `${name} expects a whole number of ${unit} from ${min} to ${max}, got "${text}".`);
}
