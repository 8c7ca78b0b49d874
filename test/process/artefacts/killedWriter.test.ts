import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { temporaryFolder } from '../../unit/artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();

interface Remains {
  readonly path: string;
  /** Capture id → sha256 of each that had been answered. */
  readonly promised: ReadonlyMap<string, string>;
}

/** Runs the writer and kills it with SIGKILL, a while after it has promised `after` captures. */
async function killAfter(program: string, after: number, whileMs: number): Promise<Remains> {
  const child = spawn(process.execPath, [program, temporary.path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    // Not only at the moment that suits the writer, when all is written.
    if (lines.length === after + 1) setTimeout(() => child.kill('SIGKILL'), whileMs);
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  const [path = '', ...promises] = lines;
  return { path, promised: new Map(promises.map((line) => line.split(' ') as [string, string])) };
}

test('killed at any instant, what was answered is there and metadata.json is whole', { timeout: 120_000 }, async () => {
  const program = join(temporary.path, 'writer.mjs');
  const entry = join(import.meta.dirname, 'killedWriter.ts');
  await build({
    entryPoints: [entry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  for (let round = 0; round < 6; round++) {
    const { path, promised } = await killAfter(program, round * 5, round * 3);
    const metadata = JSON.parse(await readFile(join(path, 'metadata.json'), 'utf8')) as RunMetadata;
    const listed = new Map(metadata.captures.map((capture) => [capture.id, capture]));
    expect(promised.size).toBeGreaterThanOrEqual(round * 5);
    for (const [id, sha256] of promised) expect(listed.get(id)?.sha256, `${id} was promised`).toBe(sha256);
    for (const { file, sha256, bytes } of listed.values()) {
      const content = await readFile(join(path, file));
      expect(content.length).toBe(bytes);
      expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
    }
    // At most one file of each kind is left behind by a kill.
    expect((await readdir(path)).filter((name) => name.endsWith('.new')).length).toBeLessThanOrEqual(2);
  }
});
