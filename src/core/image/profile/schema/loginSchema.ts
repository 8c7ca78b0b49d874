import { z } from 'zod';
import type { Login } from '../profile.ts';
import { text } from './fields.ts';

export const loginSchema = z
  .strictObject({
    user: text.exactOptional().describe('Who logs in on the console. Default: root.'),
    password: z.string().exactOptional().describe('The password of that user. Default: empty.'),
    sudoPassword: z.string().exactOptional().describe("For sudo, where it asks. Default: the user's password."),
    rootPassword: z.string().exactOptional().describe('For su, where there is no sudo.'),
  })
  .describe(
    'How to become root on the console. Automatic login and empty passwords need nothing.',
  ) satisfies z.ZodType<Login>;
