import { readFileSync } from 'node:fs';
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
