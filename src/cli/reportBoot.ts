import { isUsualAtShutdown } from '../core/console/failures/isUsualAtShutdown.ts';
import { bootPhaseTitle } from '../core/console/phases/bootPhase.ts';
import type { Disposable } from '../core/common/event.ts';
import { visibleText } from '../core/common/visibleText.ts';
import type { VmClient } from '../host/client/vmClient.ts';
import type { VmState } from '../host/protocol/vmState.ts';
import { inSeconds } from './inSeconds.ts';
import type { Output } from './output.ts';

/** Prints the boot phases, the failures and the findings of a VM as they come, one line each. Dispose it to stop. */
export function reportBoot(client: VmClient, output: Output): Disposable {
  let phases = 0;
  let failures = 0;
  const findings = new Set<string>();
  const report = (state: VmState): void => {
    for (const entry of state.phases.slice(phases)) {
      output.line(`${inSeconds(entry.atMs).padStart(9)}  ${bootPhaseTitle[entry.phase]}`);
    }
    for (const failure of state.failures.slice(failures)) {
      if (isUsualAtShutdown(failure)) continue;
      output.line(
        `${inSeconds(failure.atMs).padStart(9)}  ${failure.severity}: ${visibleText(failure.title, 'nothing')}`,
      );
    }
    for (const { id, kind, severity, title } of state.findings) {
      // A failure of the console has just been told.
      if (findings.has(id) || kind.startsWith('console-')) continue;
      findings.add(id);
      output.line(`  finding  ${severity}: ${visibleText(title, 'nothing')}`);
    }
    phases = state.phases.length;
    failures = state.failures.length;
  };
  report(client.state);
  return client.onStateChanged(report);
}
