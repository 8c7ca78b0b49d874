import type { Profile } from '../../image/profile/profile.ts';
import { builtInProbes } from '../../probes/builtInProbes.ts';
import { selectProbes } from '../../probes/selectProbes.ts';
import { selectWaits } from '../../probes/selectWaits.ts';
import type { VmTest } from './vmTest.ts';

/** What is expected of a profile's VM: its waits, then its probes. Errors: UserError `usage`, as selectProbes and selectWaits. */
export function testsOfProfile(profile: Pick<Profile, 'probes' | 'probeSelection' | 'waits'>): readonly VmTest[] {
  const waits = selectWaits(profile.waits ?? [], profile.probes);
  const probes = selectProbes(builtInProbes, profile.probes, profile.probeSelection);
  return [
    ...waits.map((wait): VmTest => ({ kind: 'wait', wait })),
    ...probes.map((probe): VmTest => ({ kind: 'probe', probe })),
  ];
}
