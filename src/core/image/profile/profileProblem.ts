import { findNodeAtLocation, type JSONPath, type Node } from 'jsonc-parser';
import type { z } from 'zod';

/** What is wrong with one field, and where it stands in the text. */
export interface ProfileProblem {
  readonly offset: number;
  /** Dotted, as in `profiles[0].disks[1].bus`; empty for the file as a whole. */
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/** Turns what zod found into problems that point at the text. An issue about several fields gives one problem for each. */
export function profileProblems(issue: z.core.$ZodIssue, tree: Node): ProfileProblem[] {
  const path = issue.path as JSONPath;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      offset: keyOffset(tree, [...path, key]),
      field: fieldName([...path, key]),
      expected: 'no such field',
      found: excerpt(findNodeAtLocation(tree, [...path, key])),
    }));
  }
  // The reason why a union or a record refuses is one level further down.
  if (issue.code === 'invalid_key') {
    const expected = issue.issues[0]?.message ?? 'another name';
    return [{ offset: keyOffset(tree, path), field: fieldName(path), expected, found: JSON.stringify(path.at(-1)) }];
  }
  if (issue.code === 'invalid_union') {
    // The one alternative of the right kind says what is wrong in it.
    const inside = issue.errors.find((issues) => issues.every((each) => each.path.length > 0));
    const deeper = inside?.flatMap((each) => profileProblems({ ...each, path: [...issue.path, ...each.path] }, tree));
    if (deeper !== undefined && deeper.length > 0) return deeper;
  }
  const node = findNodeAtLocation(tree, path);
  return [
    {
      offset: node?.offset ?? nearest(tree, path).offset,
      field: fieldName(path),
      expected: expectation(issue),
      found: node === undefined ? 'nothing' : excerpt(node),
    },
  ];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? JSON.stringify(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' ? `at least ${String(issue.minimum)}` : 'something in it';
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    case 'invalid_union':
      return issue.errors.map(([first]) => (first === undefined ? 'something else' : expectation(first))).join(' or ');
    case 'invalid_format':
    case 'custom':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
      return issue.message;
  }
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function fieldName(path: JSONPath): string {
  return path.reduce<string>((before, part) => {
    if (typeof part === 'number') return `${before}[${String(part)}]`;
    return before === '' ? part : `${before}.${part}`;
  }, '');
}

function excerpt(node: Node | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.type === 'object') return `an object with ${keysOf(node)}`;
  if (node.type === 'array') return `a list of ${String(node.children?.length ?? 0)}`;
  const text = JSON.stringify(node.value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function keysOf(node: Node): string {
  const keys = (node.children ?? []).map((property) => String(property.children?.[0]?.value));
  return keys.length === 0 ? 'no fields' : keys.slice(0, 8).join(', ');
}

/** Where the name of a property stands. */
function keyOffset(tree: Node, path: JSONPath): number {
  return (findNodeAtLocation(tree, path)?.parent ?? nearest(tree, path)).offset;
}

/** The innermost thing around a place that is not there. */
function nearest(tree: Node, path: JSONPath): Node {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return tree;
}
