import { expect, test } from 'vitest';
import { runFolderName } from '../../../src/core/artefacts/runFolderName.ts';

const startedAt = new Date('2025-10-12T01:03:38.987Z');
const check = (profile: string, expected: string, attempt?: number): void => {
  test(`${JSON.stringify(profile)} → ${expected.slice(0, 60)}`, () => {
    expect(runFolderName(startedAt, profile, attempt)).toBe(expected);
  });
};
check('pre-nixos', '2025-10-12T01-03-38Z-pre-nixos');
check('pre-nixos', '2025-10-12T01-03-38Z-pre-nixos-2', 2);
check('../../etc', '2025-10-12T01-03-38Z-etc');
check('my image, "50%"', '2025-10-12T01-03-38Z-my-image-50');
check('Übung_1.iso', '2025-10-12T01-03-38Z-Übung_1.iso');
check('///', '2025-10-12T01-03-38Z-vm');
check('ü'.repeat(200), `2025-10-12T01-03-38Z-${'ü'.repeat(60)}`);
