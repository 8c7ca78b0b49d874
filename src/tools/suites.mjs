import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {'unit' | 'process' | 'guest' | 'vscode' | 'ui' | 'check'} SuiteName
 * @typedef {object} Part one process whose results are counted
 * @property {string} title
 * @property {string[]} args of Node
 * @property {number} deadlineMs
 * @property {string} [results] its JSON file; without one the process itself is one test
 * @typedef {object} Suite
 * @property {SuiteName} name
 * @property {Part[]} parts run one after the other, or at once where they only compute
 * @property {boolean} [atOnce]
 * @property {('packages' | 'sampleImage' | 'vscodeServer')[]} needs
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
export const artefactsFolder = join(root, 'test-artefacts');
const minuteMs = 60_000;

/** In the order they run: what is quick to fail comes first. @type {Suite[]} */
export const suites = [
  {
    name: 'check',
    needs: [],
    atOnce: true,
    parts: [
      { title: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'], deadlineMs: 5 * minuteMs },
      {
        title: 'lint',
        args: 'node_modules/eslint/bin/eslint.js --config src/tools/eslint.config.mjs --max-warnings 0 src test'.split(
          ' ',
        ),
        deadlineMs: 8 * minuteMs,
      },
      {
        title: 'format',
        args: 'node_modules/prettier/bin/prettier.cjs --check --log-level warn src test package.json'.split(' '),
        deadlineMs: 3 * minuteMs,
      },
    ],
  },
  { name: 'unit', needs: [], parts: [vitest('unit', 5 * minuteMs)] },
  { name: 'process', needs: ['packages'], parts: [vitest('process', 12 * minuteMs)] },
  { name: 'guest', needs: ['packages', 'sampleImage'], parts: [vitest('guest', 30 * minuteMs)] },
  {
    name: 'vscode',
    needs: ['packages', 'sampleImage', 'vscodeServer'],
    parts: [
      {
        title: 'vscode',
        args: ['test/vscode/run.mjs'],
        deadlineMs: 12 * minuteMs,
        results: join(artefactsFolder, 'vscode.json'),
      },
    ],
  },
  { name: 'ui', needs: ['packages', 'sampleImage', 'vscodeServer'], parts: [vitest('ui', 18 * minuteMs)] },
];

/** @param {'unit' | 'process' | 'guest' | 'ui'} project @param {number} deadlineMs @returns {Part} */
function vitest(project, deadlineMs) {
  const results = join(artefactsFolder, `${project}.json`);
  const run = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.mjs', '--project', project];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`];
  return { title: project, args: [...run, ...reporters], deadlineMs, results };
}
