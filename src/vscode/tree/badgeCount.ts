import type { VmState } from '../../host/vmState.ts';
import { probeStateText } from '../text/probeStateText.ts';

/** What needs a look: probes whose expectation is not met, and what went wrong on the console. */
export function badgeCount(states: readonly VmState[]): { readonly count: number; readonly tooltip: string } {
  const unmet = states
    .flatMap(({ probes }) => probes)
    .filter((status) => probeStateText(status).outcome === 'unmet').length;
  const failures = states.flatMap((state) => state.failures).filter(({ severity }) => severity !== 'warning').length;
  const parts = [
    ...(unmet === 0 ? [] : [`${unmet} ${unmet === 1 ? 'expectation' : 'expectations'} not met`]),
    ...(failures === 0 ? [] : [`${failures} console ${failures === 1 ? 'failure' : 'failures'}`]),
  ];
  return { count: unmet + failures, tooltip: parts.join(', ') };
}
