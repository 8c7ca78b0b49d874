import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ChaosScene, type Kill, type Victim } from './chaosScene.ts';
import { writeNumbersImage } from './numberedStream.ts';
import { seededRandom } from './seededRandom.ts';

const wantedKills = Number(process.env['CHAOS_KILLS'] ?? 50);
const seed = Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000);
/** So many VMs at once. */
const lanes = 6;
const victims: readonly Victim[] = ['launcher', 'watcher', 'host', 'qemu'];
/** A minute where nothing else runs. */
const timeoutMs = 60_000 + 10_000 * wantedKills;
/** A launch takes about a second. */
const longestWaitMs = 1_500;

let folder: string;
let program: string;
let image: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chaos'));
  program = join(folder, 'client.cjs');
  image = join(folder, 'numbers.img');
  writeNumbersImage(image);
  await build({
    entryPoints: [join(import.meta.dirname, 'clientProgram.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    loader: { '.sh': 'text' },
    external: ['node-pty'],
    logLevel: 'error',
  });
  // Where a client that is a bundle looks for the host.
  symlinkSync(resolve('dist', 'host.js'), join(folder, 'host.js'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const title = `${String(wantedKills)} kills at any time leave no QEMU, no broken metadata.json and no gap in serial.log behind`;

it(title, { timeout: timeoutMs }, async () => {
  process.stderr.write(`chaos: CHAOS_SEED=${String(seed)}\n`);
  const random = seededRandom(seed);
  const plan = (): Kill[] => {
    const since = random() < 0.5 ? 'launch' : 'up';
    const first: Kill = { victim: pick(random), since, afterMs: Math.round(random() * longestWaitMs) };
    if (random() < 0.6) return [first];
    // Soon after the first: in the middle of what that has begun.
    return [first, { victim: pick(random), since: 'kill', afterMs: Math.round(random() ** 2 * longestWaitMs) }];
  };
  let killed = 0;
  let scenes = 0;
  let repeated = 0;
  let failure: Error | undefined;
  const lane = async (): Promise<void> => {
    while (killed < wantedKills && failure === undefined) {
      const kills = plan();
      const number = ++scenes;
      try {
        const played = await new ChaosScene({ parent: folder, image, program }).play(kills);
        killed += played.met;
        repeated += played.repeated;
      } catch (error) {
        const what = kills
          .map(({ victim, since, afterMs }) => `${victim} ${String(afterMs)} ms after ${since}`)
          .join(', ');
        failure ??= new Error(`seed ${String(seed)}, VM ${String(number)}, killed: ${what}`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  process.stderr.write(`chaos: ${String(killed)} kills, ${String(scenes)} VMs, ${String(repeated)} bytes twice\n`);
  // When all have come to their end: none of them runs on.
  if (failure !== undefined) throw failure;
  expect(killed).toBeGreaterThanOrEqual(wantedKills);
});

const pick = (random: () => number): Victim => victims[Math.floor(random() * victims.length)] ?? 'host';
