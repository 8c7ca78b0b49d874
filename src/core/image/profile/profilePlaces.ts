import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';

/** Lines and characters from 0, the end exclusive. */
export interface TextRange {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

/**
 * Where the profiles of a file stand, by their names, and what each describes itself, as `NAME/probe/ID` and `NAME/wait/ID`:
 * of a profile its name, of the others the whole.
 */
export function profilePlaces(text: string): ReadonlyMap<string, TextRange> {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  const places = new Map<string, TextRange>();
  for (const profile of itemsOf(tree, 'profiles')) {
    const nameNode = findNodeAtLocation(profile, ['name']);
    const name = String(nameNode?.value);
    if (nameNode !== undefined) places.set(name, rangeOf(text, nameNode));
    for (const kind of ['probe', 'wait'] as const) {
      for (const item of itemsOf(profile, `${kind}s`)) {
        // A wait can be named instead of described.
        const id: unknown = item.type === 'string' ? item.value : findNodeAtLocation(item, ['id'])?.value;
        if (typeof id === 'string') places.set(`${name}/${kind}/${id}`, rangeOf(text, item));
      }
    }
  }
  return places;
}

function itemsOf(node: Node | undefined, field: string): readonly Node[] {
  const list = node?.type === 'object' ? findNodeAtLocation(node, [field]) : undefined;
  return list?.type === 'array' ? (list.children ?? []) : [];
}

function rangeOf(text: string, { offset, length }: Node): TextRange {
  const [startLine, startCharacter] = placeOf(text, offset);
  const [endLine, endCharacter] = placeOf(text, offset + length);
  return { startLine, startCharacter, endLine, endCharacter };
}

function placeOf(text: string, offset: number): readonly [line: number, character: number] {
  const before = text.slice(0, offset).split('\n');
  return [before.length - 1, before.at(-1)?.length ?? 0];
}
