import type { Probe } from './probe.ts';
import { journalProbes } from './builtIn/journalProbes.ts';
import { networkProbes } from './builtIn/networkProbes.ts';
import { serviceProbes } from './builtIn/serviceProbes.ts';
import { storageProbes } from './builtIn/storageProbes.ts';
import { systemProbes } from './builtIn/systemProbes.ts';

/** Every built-in probe, in the order in which people see them. */
export const builtInProbes: readonly Probe[] = [
  ...serviceProbes,
  ...journalProbes,
  ...networkProbes,
  ...storageProbes,
  ...systemProbes,
];
