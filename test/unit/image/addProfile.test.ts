import { expect, it } from 'vitest';
import { addProfile } from '../../../src/core/image/profile/addProfile.ts';
import { parseProfiles } from '../../../src/core/image/profile/parseProfiles.ts';

const file = '.vscode/boot-image.json';
const added = { name: 'new', image: 'out/new.iso', firmware: 'uefi', disks: [{ sizeMib: 4096 }] } as const;

const names = (text: string): string[] => parseProfiles(text, file).map(({ name }) => name);

it('makes a file where there is none', () => {
  for (const text of [undefined, ' \n']) {
    const made = addProfile(text, file, { ...added, disks: [...added.disks] });
    expect(parseProfiles(made, file)).toEqual([added]);
    expect(made).toContain('// How the images');
  }
});

it('keeps comments, order and what stands elsewhere', () => {
  const text = `// mine
{
    "$schema": "x", // a remark
    "profiles": [
        /* the first */ { "name": "one", "image": "1.iso", },
        // the last, with a comma behind it
        { "name": "two", "image": "2.iso" }, // behind it
    ],
}
`;
  const made = addProfile(text, file, { ...added, disks: [...added.disks] });
  expect(names(made)).toEqual(['one', 'two', 'new']);
  const comments = ['// mine', '"$schema": "x", // a remark', '/* the first */ { "name": "one", "image": "1.iso", },'];
  comments.push('// the last, with a comma behind it', '// behind it');
  for (const comment of comments) expect(made).toContain(comment);
});

it('touches no file that is broken, and takes no profile that does not fit', () => {
  expect(() => addProfile('{ "profiles": 7 }', file, { ...added, disks: [] })).toThrow(
    /^.vscode.boot-image.json:1:15:/,
  );
  const twice = addProfile(undefined, file, { ...added, disks: [] });
  expect(() => addProfile(twice, file, { ...added, disks: [] })).toThrow(/a name that no other profile has/);
});
