import { getNodeValue, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { UserError } from '../../common/userError.ts';
import { type ProfileProblem, profileProblems } from './profileProblem.ts';
import { type ProfileEntry, profilesFileSchema } from './schema/profilesFileSchema.ts';

/**
 * Reads the text of a profiles file: JSON with comments and trailing commas.
 *
 * Errors: UserError of reason `usage`: one line for each problem, `file:line:column: field X: expected …, found …`, lines
 * and columns counted from 1.
 */
export function parseProfiles(text: string, file: string): ProfileEntry[] {
  if (text.trim() === '') throw refusal(text, file, [emptyFile]);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  if (tree === undefined || errors.length > 0) throw refusal(text, file, errors.map(syntaxProblem));
  const result = profilesFileSchema.safeParse(getNodeValue(tree));
  if (!result.success) {
    const problems = result.error.issues.flatMap((issue) => profileProblems(issue, tree));
    throw refusal(text, file, problems);
  }
  const { profiles } = result.data;
  const twice = profiles.findIndex(({ name }, index) => profiles.findIndex((each) => each.name === name) < index);
  if (twice !== -1) {
    const path = ['profiles', twice, 'name'];
    const message = 'a name that no other profile has';
    throw refusal(text, file, profileProblems({ code: 'custom', path, message }, tree));
  }
  return profiles;
}

const emptyFile: ProfileProblem = { offset: 0, field: '', expected: '{ "profiles": [ … ] }', found: 'an empty file' };

function syntaxProblem({ error, offset }: ParseError): ProfileProblem {
  return { offset, field: '', expected: 'JSON (comments are allowed)', found: printParseErrorCode(error) };
}

function refusal(text: string, file: string, problems: readonly ProfileProblem[]): UserError {
  const lines = problems
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, field, expected, found }) => {
      const before = text.slice(0, offset).split('\n');
      const place = `${file}:${String(before.length)}:${String((before.at(-1)?.length ?? 0) + 1)}`;
      return `${place}: ${field === '' ? '' : `field ${field}: `}expected ${expected}, found ${found}.`;
    });
  return new UserError('usage', lines.join('\n'));
}
