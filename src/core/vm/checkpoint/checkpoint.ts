import * as z from 'zod/mini';
import type { SavedAgent } from './savedAgent.ts';
import type { Profile } from '../../image/profile/profile.ts';

const savedFile = z.object({ file: z.string(), bytes: z.number(), sha256: z.string() });

/** A file of a checkpoint, relative to its folder. */
export type SavedFile = Readonly<z.infer<typeof savedFile>>;

/** manifest.json of a checkpoint; written last, so that a checkpoint without one is none. */
export const checkpointManifestSchema = z.object({
  schemaVersion: z.literal(1),
  /** Names its folder, and what a person calls it by. */
  id: z.string(),
  /** `warm`: kept by a warm launch, and removed when the room is needed. */
  kind: z.enum(['warm', 'named']),
  key: z.object({ machine: z.string(), qemu: z.string(), processor: z.string(), agent: z.string() }),
  /** Files outside of the checkpoint that the machine reads. */
  images: z.array(z.object({ path: z.string(), sha256: z.string() })),
  profile: z.custom<Profile>((value: unknown) => typeof value === 'object' && value !== null),
  image: z.string(),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
  /** The run that it was saved in. */
  runFolder: z.string(),
  memory: savedFile,
  /** What the console had shown, as in that run's serial.log. */
  console: savedFile,
  disks: z.array(savedFile),
  agent: z.custom<SavedAgent | null>((value: unknown) => typeof value === 'object'),
  /** For how long the machine stood still while it was saved. */
  pausedMs: z.number(),
});

export type CheckpointManifest = Readonly<z.infer<typeof checkpointManifestSchema>>;

/** A saved, booted machine. */
export interface Checkpoint {
  readonly manifest: CheckpointManifest;
  /** Absolute. */
  readonly folder: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedAtMs: number;
}
