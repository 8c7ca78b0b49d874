import { z } from 'zod';

/** What several fields of a profile are made of. */
export const text = z.string().min(1);

export const regularExpression = text.refine(isRegularExpression, { error: 'a regular expression' });

export function name(description: string): z.ZodString {
  return z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, { error: 'letters, digits and dashes' })
    .describe(description);
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
