import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { usualHarness } from '../../../src/host/harness/usualHarness.ts';

const root = new URL('../../..', import.meta.url).pathname;
const text = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<
      Record<
        string,
        readonly {
          readonly command?: string;
          readonly submenu?: string;
          readonly when?: string;
          readonly group?: string;
        }[]
      >
    >;
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope: string; readonly default?: unknown }>>;
    };
    readonly grammars: readonly { readonly path: string }[];
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
};
const strings = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;

const commandsFolder = join(root, 'src/vscode/commands');
const registered = readdirSync(commandsFolder)
  .map((file) => /id: '(bootImageVm\.\w+)'/.exec(readFileSync(join(commandsFolder, file), 'utf8'))?.[1])
  .filter((id) => id !== undefined);

test('every command that is contributed is registered, and the other way round', () => {
  expect(manifest.contributes.commands.map(({ command }) => command).sort()).toEqual([...registered].sort());
});

test('menus name commands that are there', () => {
  const named = Object.values(manifest.contributes.menus).flatMap((items) =>
    items.flatMap(({ command }) => command ?? []),
  );
  expect(named.filter((command) => !registered.includes(command))).toEqual([]);
});

test('no item of the tree has more than three inline actions', () => {
  const inline = (manifest.contributes.menus['view/item/context'] ?? []).filter(
    ({ group }) => group?.startsWith('inline') === true,
  );
  const perItem = new Map<string, number>();
  for (const { when = '' } of inline) perItem.set(when, (perItem.get(when) ?? 0) + 1);
  expect(Math.max(...perItem.values())).toBeLessThanOrEqual(3);
  expect(inline.length).toBeGreaterThan(3);
});

test('every string has its text, and no text is left over', () => {
  const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key).sort();
  expect([...new Set(used)]).toEqual(Object.keys(strings).sort());
});

test('settings that name programs, images or arguments are restricted in untrusted workspaces', () => {
  const { properties } = manifest.contributes.configuration;
  const naming = Object.keys(properties).filter((key) =>
    /Path|Image|Arguments|Folder|Command/.test(key.split('.')[1] ?? ''),
  );
  expect([...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort()).toEqual(naming.sort());
  for (const key of naming) expect(properties[key]?.scope).toBe('machine-overridable');
});

test('settings that the code reads are those that are contributed', () => {
  const code = readFileSync(join(root, 'src/vscode/settings.ts'), 'utf8');
  const read = [...code.matchAll(/configuration\.get<[^(]*>\('(\w+)'\)/g)].map(([, key]) => `bootImageVm.${key ?? ''}`);
  expect([...new Set(read)].sort()).toEqual(Object.keys(manifest.contributes.configuration.properties).sort());
});

test('the harness that the setting says is the one that is run', () => {
  expect(manifest.contributes.configuration.properties['bootImageVm.harnessCommand']?.default).toBe(usualHarness);
});

test("the serial log's grammar is sound: its patterns compile", () => {
  for (const { path } of manifest.contributes.grammars) {
    const grammar = JSON.parse(readFileSync(join(root, path), 'utf8')) as { patterns: { match: string }[] };
    for (const { match } of grammar.patterns) expect(() => new RegExp(match)).not.toThrow();
  }
});
