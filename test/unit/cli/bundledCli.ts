import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let path: Promise<string> | undefined;

/** The path of the program, bundled once for a test file, as src/tools/build.mjs does it. */
export async function bundledCli(): Promise<string> {
  path ??= bundle();
  return await path;
}

async function bundle(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'boot-image-cli-'));
  process.on('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  const outfile = join(folder, 'cli.js');
  await build({
    entryPoints: ['src/cli/main.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['node-pty'],
    loader: { '.sh': 'text' },
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return outfile;
}
