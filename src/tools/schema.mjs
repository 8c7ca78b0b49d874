// Writes media/boot-image.schema.json from the form that the profiles file is checked against.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'boot-image-schema-'));
try {
  const outfile = join(folder, 'schema.mjs');
  await build({
    entryPoints: [join(root, 'src/core/image/profile/profilesJsonSchema.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  /** @type {unknown} */
  const bundle = await import(pathToFileURL(outfile).href);
  const { profilesJsonSchema } = /** @type {typeof import('../core/image/profile/profilesJsonSchema.ts')} */ (bundle);
  await mkdir(join(root, 'media'), { recursive: true });
  await writeFile(join(root, 'media/boot-image.schema.json'), profilesJsonSchema());
} finally {
  await rm(folder, { recursive: true });
}
