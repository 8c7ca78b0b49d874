import { expect, test } from 'vitest';
import { profilePlaces } from '../../../src/core/image/profile/profilePlaces.ts';

const text = `{
  // Comments and trailing commas are allowed.
  "profiles": [
    { "name": "a",
      "waits": ["lan-has-address", { "id": "up",
        "probe": "web" }],
      "probes": [{ "command": "x", "id": "web" }, { "command": "no id" }], },
    { "image": "no name" },
  ],
}`;

test('profiles, probes and waits are found where they stand', () => {
  const lines = text.split('\n');
  const places = [...profilePlaces(text)].map(([key, { startLine, startCharacter, endLine, endCharacter }]) => {
    const last = startLine === endLine ? endCharacter : undefined;
    return [key, startLine, lines[startLine]?.slice(startCharacter, last), endLine];
  });
  expect(places).toEqual([
    ['a', 3, '"a"', 3],
    ['a/probe/web', 6, '{ "command": "x", "id": "web" }', 6],
    ['a/wait/lan-has-address', 4, '"lan-has-address"', 4],
    ['a/wait/up', 4, '{ "id": "up",', 5],
  ]);
});

test.each(['', '[]', '{', '{"profiles": 1}', '{"profiles": [1, {"name": 2, "probes": {}}]}'])(
  'a file that breaks its form is no error: %s',
  (broken) => {
    expect(() => profilePlaces(broken)).not.toThrow();
  },
);
