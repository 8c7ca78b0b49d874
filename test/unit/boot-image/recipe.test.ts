import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const recipe = new URL('../../boot-image/', import.meta.url).pathname;

test('the README’s table names every scenario, and no other', async () => {
  const readme = await readFile(join(recipe, 'README.md'), 'utf8');
  const documented = [...readme.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1]);
  expect(documented.sort()).toEqual((await readdir(join(recipe, 'files/scenarios'))).sort());
});

test('every unit that a scenario wants is there', async () => {
  const scenarios = join(recipe, 'files/scenarios');
  const paths = await readdir(scenarios, { recursive: true });
  let wanted = 0;
  for (const path of paths.filter((name) => name.endsWith('.target.d/scenario.conf'))) {
    const scenario = path.split('/')[0];
    for (const [, unit] of (await readFile(join(scenarios, path), 'utf8')).matchAll(/^(?:Wants|Requires)=(.*)$/gm)) {
      expect(paths).toContain(`${scenario}/${unit}`);
      wanted++;
    }
  }
  expect(wanted).toBeGreaterThan(0);
});
