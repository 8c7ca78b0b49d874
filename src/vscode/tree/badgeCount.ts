import type { VmState } from '../../host/protocol/vmState.ts';
import { probeStateText } from '../text/probeStateText.ts';

/** What needs a look: findings that are errors, probes whose expectation is not met, and what went wrong on the console. */
export function badgeCount(states: readonly VmState[]): { readonly count: number; readonly tooltip: string } {
  const unmet = states
    .flatMap(({ probes }) => probes)
    .filter((status) => probeStateText(status).outcome === 'unmet').length;
  const failures = states.flatMap((state) => state.failures).filter(({ severity }) => severity !== 'warning').length;
  // A failure of the console is counted as such, not again as the finding that it makes.
  const findings = states
    .flatMap((state) => state.findings)
    .filter(({ severity, kind }) => severity === 'error' && !kind.startsWith('console-')).length;
  const parts = [
    ...(findings === 0 ? [] : [`${findings} ${findings === 1 ? 'finding' : 'findings'}`]),
    ...(unmet === 0 ? [] : [`${unmet} ${unmet === 1 ? 'expectation' : 'expectations'} not met`]),
    ...(failures === 0 ? [] : [`${failures} console ${failures === 1 ? 'failure' : 'failures'}`]),
  ];
  return { count: findings + unmet + failures, tooltip: parts.join(', ') };
}
