import { expect, it } from 'vitest';
import { readPathInfo } from '../../../src/core/image/nix/readPathInfo.ts';

const path = '/nix/store/abc-image';
const facts = { deriver: '/nix/store/def-image.drv', narHash: 'sha256-xyz=' };

it.each([
  ['a list, as nix 2.8 writes', [{ path, ...facts, narSize: 1, valid: true }], facts],
  ['an object, as nix 2.19 and newer write', { [path]: { ...facts, ca: null } }, facts],
  ['a path without a deriver', [{ path, narHash: 'sha256-xyz=' }], { deriver: null, narHash: 'sha256-xyz=' }],
  ['a path that is not known', { [path]: null }, { deriver: null, narHash: null }],
])('reads %s', (_title, said, expected) => {
  expect(readPathInfo(JSON.stringify(said), path)).toEqual(expected);
});
