import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

let path: Promise<string> | undefined;
let folder: string | undefined;

afterAll(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

/** The path of the program, bundled once for a test file, as src/tools/build.mjs does it. */
export async function bundledCli(): Promise<string> {
  path ??= bundle();
  return await path;
}

async function bundle(): Promise<string> {
  folder = mkdtempSync(join(tmpdir(), 'boot-image-cli-'));
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
