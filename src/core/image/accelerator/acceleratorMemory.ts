import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { cpus, hostname, release } from 'node:os';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import * as z from 'zod/mini';
import type { QemuFacts } from '../findQemu.ts';

const verdictSchema = z.object({
  /** The CPU model with which the accelerator works; null: it does not work here. */
  cpuModel: z.nullable(z.string()),
  why: z.string(),
  /** ISO 8601, UTC. */
  foundAt: z.string(),
});

/** What was found out about one accelerator of this host. */
export type AcceleratorVerdict = z.infer<typeof verdictSchema>;

const fileSchema = z.record(z.string(), verdictSchema);
const keptVerdicts = 16;

/**
 * What is known about the accelerators of this host, in one small file. A verdict holds for one start of this host (its boot
 * id), its kernel and CPU, and one QEMU; so it costs one trial after a reboot, and what was mended is noticed.
 *
 * A file that cannot be read or written only costs a trial.
 */
export class AcceleratorMemory {
  readonly #file: string;

  /** @param cacheFolder is made when something is to be remembered */
  constructor(cacheFolder: string) {
    this.#file = join(cacheFolder, 'accelerators.json');
  }

  async recall(accelerator: string, qemu: QemuFacts): Promise<AcceleratorVerdict | undefined> {
    return (await this.#read())[await keyOf(accelerator, qemu)];
  }

  async remember(accelerator: string, qemu: QemuFacts, verdict: AcceleratorVerdict): Promise<void> {
    const all = { ...(await this.#read()), [await keyOf(accelerator, qemu)]: verdict };
    const kept = Object.entries(all)
      .toSorted(([, a], [, b]) => b.foundAt.localeCompare(a.foundAt))
      .slice(0, keptVerdicts);
    try {
      await mkdir(join(this.#file, '..'), { recursive: true });
      await writeFileAtomic(this.#file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
    } catch {
      // The next launch tries again.
    }
  }

  async #read(): Promise<Record<string, AcceleratorVerdict>> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }
}

async function keyOf(accelerator: string, qemu: QemuFacts): Promise<string> {
  const host = [
    hostname(),
    await readIfThere('/etc/machine-id'),
    await readIfThere('/proc/sys/kernel/random/boot_id'),
    release(),
    cpus()[0]?.model ?? '',
  ];
  const digest = createHash('sha256').update(JSON.stringify(host)).digest('hex').slice(0, 16);
  return `${accelerator} ${qemu.path} ${qemu.version} ${digest}`;
}

async function readIfThere(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
