import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

it("the changelog's top version is that of package.json", () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const [, top] = /^## \[([^\]]+)\]/m.exec(read('CHANGELOG.md')) ?? [];
  expect(top).toBe(version);
});

it('the README names every setting', () => {
  const manifest = JSON.parse(read('package.json')) as {
    contributes: { configuration: { properties: Record<string, unknown> } };
  };
  const readme = read('README.md');
  const missing = Object.keys(manifest.contributes.configuration.properties).filter((name) => !readme.includes(name));
  expect(missing).toEqual([]);
});

it('the architecture names only what is there', () => {
  const source = (path: string): string =>
    new URL(`../../${/^(test|media)\//.test(path) ? '' : 'src/'}${path}`, import.meta.url).pathname;
  const isThere = (path: string): boolean => {
    if (!path.includes('*')) return existsSync(source(path));
    const name = new RegExp(
      `^${path
        .slice(path.lastIndexOf('/') + 1)
        .replaceAll('.', '\\.')
        .replaceAll('*', '.*')}$`,
    );
    return readdirSync(dirname(source(path))).some((file) => name.test(file));
  };
  const paths = [...read('src/ARCHITECTURE.md').matchAll(/`((?:core|host|cli|vscode|test|media)\/[^`\s]*)`/g)].map(
    ([, path = '']) => path,
  );
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !isThere(path))).toEqual([]);
});
