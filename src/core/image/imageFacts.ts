import { createHash } from 'node:crypto';
import { type BigIntStats, createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod/mini';
import { fileIdentity } from './fileIdentity.ts';
import { openImage } from './openImage.ts';

const factsSchema = z.object({ path: z.string(), bytes: z.number(), sha256: z.string() });

/** What identifies an image beyond its path. */
export type ImageFacts = Readonly<z.infer<typeof factsSchema>>;

export interface ImageFactsOptions {
  /** Sums are kept here, one small file each, by path, size, time of change and inode. */
  readonly cacheFolder: string;
  readonly signal?: AbortSignal | undefined;
}

const keptSums = 64;
/** Other things are remembered in the same folder. */
const isSum = (name: string): boolean => /^[0-9a-f]{32}\.json$/.test(name);

/**
 * The size and SHA-256 of an image. Reading gigabytes takes seconds, so a sum is kept and used again as long as the file
 * looks the same (device, inode, size, time of change to the nanosecond).
 *
 * Errors: UserError of reason `environment` if the image cannot be read; the signal's reason when it aborts.
 */
export async function imageFacts(path: string, { cacheFolder, signal }: ImageFactsOptions): Promise<ImageFacts> {
  const file = await openImage(path, 'image');
  try {
    const before = await file.stat({ bigint: true });
    const cached = join(cacheFolder, cacheName(path, before));
    const known = await read(cached);
    if (known !== undefined) return known;
    const hash = createHash('sha256');
    const stream = createReadStream('', { fd: file, autoClose: false, highWaterMark: 1024 * 1024 });
    let bytes = 0;
    stream.on('data', (data) => (bytes += data.length));
    await pipeline(stream, hash, signal === undefined ? {} : { signal });
    const facts = { path, bytes, sha256: hash.digest('hex') };
    // A file that was written to meanwhile has a sum that fits no state of it.
    const after = await file.stat({ bigint: true });
    if (cacheName(path, after) === cacheName(path, before)) await keep(cached, facts, cacheFolder);
    return facts;
  } finally {
    await file.close();
  }
}

/** Notes the sum of a file that was just written, so that it need not be read for it. It does not reject. */
export async function rememberImageFacts(facts: ImageFacts, { cacheFolder }: ImageFactsOptions): Promise<void> {
  const found = await stat(facts.path, { bigint: true }).catch(() => undefined);
  if (found?.size === BigInt(facts.bytes)) {
    await keep(join(cacheFolder, cacheName(facts.path, found)), facts, cacheFolder);
  }
}

/** Another name for another file, and for another content of the same one. */
function cacheName(path: string, facts: BigIntStats): string {
  const identity = `${path}\n${fileIdentity(facts)}`;
  return `${createHash('sha256').update(identity).digest('hex').slice(0, 32)}.json`;
}

async function read(file: string): Promise<ImageFacts | undefined> {
  try {
    return factsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** A cache that cannot be written costs time and nothing else. */
async function keep(file: string, facts: ImageFacts, folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await writeFileAtomic(file, `${JSON.stringify(facts)}\n`);
    const names = (await readdir(folder)).filter(isSum);
    if (names.length <= keptSums) return;
    const ages = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
    const old = ages.toSorted((a, b) => b.at - a.at).slice(keptSums);
    await Promise.all(old.map(async ({ name }) => await rm(join(folder, name), { force: true })));
  } catch {
    // The next launch reads the image anew.
  }
}
