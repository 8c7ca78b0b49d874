import { expect, it } from 'vitest';
import { parseKeys } from '../../../src/core/vm/parseKeys.ts';

const named = (text: string): string =>
  parseKeys(text)
    .map(({ data }) => data)
    .join(' ');

it.each([
  ['ctrl-alt-delete', 'ctrl alt delete'],
  ['Ctrl+Alt+Del', 'ctrl alt delete'],
  ['alt-sysrq-b', 'alt sysrq b'],
  ['Enter', 'ret'],
  ['meta_l-r', 'meta_l r'],
])('%s is %s to QEMU', (text, keys) => {
  expect(named(text)).toBe(keys);
});

it.each(['', 'ctrl--a', 'ctrl-ä', 'ctrl alt'])('"%s" is refused in a sentence', (text) => {
  expect(() => parseKeys(text)).toThrow(`Keys joined by "-" were expected, such as ctrl-alt-delete, got "${text}".`);
});
