import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles test/vscode/suite into dist-test/vscode, one CommonJS file each, as an extension host wants them.
 *
 * @returns {Promise<string>} the module whose run() runs them all
 */
export async function bundleTests() {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/vscode/suite/index.ts', 'test/vscode/suite/*.test.ts'],
    outbase: 'test/vscode/suite',
    outdir: 'dist-test/vscode',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha', 'node-pty'],
    loader: { '.sh': 'text' },
    sourcemap: 'linked',
    keepNames: true,
    logLevel: 'warning',
  });
  return `${root}dist-test/vscode/index.js`;
}
