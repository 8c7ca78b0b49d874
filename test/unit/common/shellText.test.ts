import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellText } from '../../../src/core/common/shellText.ts';

it('has an option and its value on each line', () => {
  expect(shellText(['qemu', '-m', '64M', '-nodefaults', '-name', 'guest=a b'])).toBe(
    "qemu \\\n  -m 64M \\\n  -nodefaults \\\n  -name 'guest=a b'",
  );
});

it('is read by a shell as the arguments it was made of', () => {
  const words = ['-x', "it's", 'a "b" $c `d` \\ e', '', 'ü*?', '-', '--', 'line\nbreak'];
  const read = execFileSync('sh', ['-c', shellText(['printf', '%s\\0', ...words])], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(words);
});
