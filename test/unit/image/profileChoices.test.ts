import { expect, it } from 'vitest';
import { addProfile } from '../../../src/core/image/profile/addProfile.ts';
import { parseProfiles } from '../../../src/core/image/profile/parseProfiles.ts';
import { profileChoices, withChoices } from '../../../src/core/image/profile/profileChoices.ts';

it('makes a profile that the form takes, whatever is ticked, with all of its disks', () => {
  const base = { name: 'all', image: 'a.iso', memoryMib: 2048 };
  const all = withChoices(
    base,
    profileChoices.map(({ adds }) => adds),
  );
  expect(parseProfiles(addProfile(undefined, 'file', all), 'file')).toEqual([
    {
      ...base,
      firmware: 'uefi',
      tpm: '2.0',
      disks: [
        { sizeMib: 8192 },
        { sizeMib: 8192, bus: 'sata' },
        { sizeMib: 8192, bus: 'sata' },
        { sizeMib: 8192, bus: 'nvme' },
      ],
      network: { link: 'down', kind: 'none' },
    },
  ]);
  expect(withChoices(base, [])).toEqual(base);
});
