import { expect, it } from 'vitest';
import { parseDiskSize } from '../../../src/core/image/profile/parseDiskSize.ts';

it.each([
  ['512M', 512],
  ['512 MiB', 512],
  ['2G', 2048],
  ['2gb', 2048],
  ['0M', undefined],
  ['512', undefined],
  ['disk.img', undefined],
  ['./2G/x', undefined],
])('%s is %s MiB', (text, sizeMib) => {
  expect(parseDiskSize(text)).toBe(sizeMib);
});
