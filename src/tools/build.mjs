// Bundles the program: dist/extension.js, dist/cli.js and dist/host.js, one CommonJS file each.
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');

/** @type {import('esbuild').BuildOptions} */
const options = {
  entryPoints: {
    extension: 'src/extension.ts',
    cli: 'src/cli/main.ts',
    host: 'src/host/main.ts',
  },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // node-pty is a native module: it goes into the package as it is (.vscodeignore).
  external: ['vscode', 'node-pty'],
  loader: { '.sh': 'text' },
  sourcemap: production ? false : 'linked',
  minify: production,
  // vscode-jsonrpc and others log through these names; keep them readable in stacks.
  keepNames: true,
  logLevel: 'warning',
  mainFields: ['module', 'main'],
};

if (process.argv.includes('--watch')) await (await context(options)).watch();
else await build(options);
