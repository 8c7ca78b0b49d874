import type { CheckpointManifest, SavedFile } from './checkpoint.ts';

/** All files of a checkpoint but its manifest. */
export const savedFiles = ({ memory, console, disks }: CheckpointManifest): readonly SavedFile[] => [
  memory,
  console,
  ...disks,
];
