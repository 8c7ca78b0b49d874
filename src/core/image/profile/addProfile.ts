import { applyEdits, modify } from 'jsonc-parser';
import { parseProfiles } from './parseProfiles.ts';
import type { ProfileEntry } from './schema/profilesFileSchema.ts';

const emptyFile = `{
  // How the images of this workspace are booted. Every field is explained where it is typed.
  "profiles": []
}
`;

/**
 * The text of a profiles file with one more profile at its end. Comments stay; the profile before it may be laid out anew.
 *
 * @param text the file as it is; undefined if there is none
 * Errors: UserError `usage` for a file that breaks its form, before or with the profile, with the places.
 */
export function addProfile(text: string | undefined, file: string, profile: ProfileEntry): string {
  const before = text === undefined || text.trim() === '' ? emptyFile : text;
  const { length } = parseProfiles(before, file);
  const edits = modify(before, ['profiles', length], profile, {
    isArrayInsertion: true,
    formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' },
  });
  const after = applyEdits(before, edits);
  parseProfiles(after, file);
  return after;
}
