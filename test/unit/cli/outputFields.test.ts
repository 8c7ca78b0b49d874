import { expect, it } from 'vitest';
import { outputFields } from '../../../src/cli/outputFields.ts';

it('is text where the bytes are text, and base64 where they are not', () => {
  expect(outputFields('stdout', Buffer.from('grüße\0\n'))).toEqual({ stdout: 'grüße\0\n' });
  expect(outputFields('stderr', Buffer.from([0xff, 0x00, 0x80]))).toEqual({ stderrBase64: '/wCA' });
  expect(outputFields('stdout', Buffer.alloc(0))).toEqual({ stdout: '' });
});
