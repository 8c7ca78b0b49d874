import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const sources = new URL('../../src/', import.meta.url).pathname;

/** The layers, lowest first: a file may import from its own layer and from those before it. */
const layers = [
  ['core/common'],
  ['core/image'],
  ['core/vm', 'core/ssh'],
  ['core/guest', 'core/console'],
  ['core/probes', 'core/findings', 'core/artefacts', 'core/journal'],
  ['host/cacheFolder.ts', 'host/toolVersion.ts', 'host/hostSpec.ts', 'host/protocol', 'host/console', 'host/terminal'],
  ['host/registry'],
  ['host/machine'],
  ['host/guest'],
  ['host/checkpoint'],
  ['host/vm'],
  ['host/server'],
  ['host/client', 'host/main.ts'],
  ['host/harness'],
  ['cli', 'vscode', 'extension.ts'],
] as const;

/** Contracts that stand above and may be read from below: they are types and lists of names, and import nothing. */
const contracts: ReadonlySet<string> = new Set(['core/probes/probe.ts']);

interface ImportLine {
  readonly from: string;
  readonly to: string;
}

function importLines(): ImportLine[] {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((from) => {
    const text = readFileSync(join(sources, from), 'utf8');
    const found = text.matchAll(
      /(?:^|\n)\s*(?:import|export)[^'";]*?from '([^']+)'|import\(\s*'([^']+)'|require\('([^']+)'\)/g,
    );
    return [...found].map((match) => {
      const to = match[1] ?? match[2] ?? match[3] ?? '';
      return { from, to: to.startsWith('.') ? relative(sources, join(sources, from, '..', to)) : to };
    });
  });
}

function layerOf(file: string): number {
  return layers.findIndex((names) => names.some((name) => file === name || file.startsWith(`${name}/`)));
}

const lines = importLines();

describe('the layers', () => {
  it('are seen at all', () => {
    expect(lines.length).toBeGreaterThan(200);
    expect(lines).toContainEqual({ from: 'host/client/vmClient.ts', to: 'core/common/deadline.ts' });
    expect(lines.some(({ from, to }) => from.startsWith('vscode/') && to === 'vscode')).toBe(true);
  });

  it('hold every file', () => {
    expect(new Set(lines.map(({ from }) => from).filter((file) => layerOf(file) === -1))).toEqual(new Set());
  });

  it("import 'vscode' only in src/vscode and src/extension.ts", () => {
    const wrong = lines.filter(({ from, to }) => to === 'vscode' && layerOf(from) !== layerOf('extension.ts'));
    expect(wrong).toEqual([]);
    expect(lines.filter(({ from, to }) => to === 'vscode' && from.startsWith('cli/'))).toEqual([]);
  });

  it('depend one way', () => {
    const wrong = lines.filter(({ from, to }) => {
      const [upper, lower] = [layerOf(from), layerOf(to)];
      return lower >= 0 && lower > upper && !contracts.has(to);
    });
    expect(wrong).toEqual([]);
  });

  it('keep the two faces apart', () => {
    const crossing = lines.filter(
      ({ from, to }) =>
        (from.startsWith('cli/') && to.startsWith('vscode/')) || (from.startsWith('vscode/') && to.startsWith('cli/')),
    );
    expect(crossing).toEqual([]);
  });
});
