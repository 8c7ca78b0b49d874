import { join } from 'node:path';
import { visibleText } from '../../core/common/visibleText.ts';
import type { Evidence, Finding } from '../../core/findings/finding.ts';
import type { VmState } from '../../host/protocol/vmState.ts';

/** A place in a file, lines counted from 0 as the editor does. */
export interface ProblemPlace {
  readonly path: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly message: string;
}

/** One line of the Problems panel as plain data. */
export interface Problem extends ProblemPlace {
  readonly severity: Finding['severity'];
  /** Names the rule. */
  readonly code: string;
  /** The other places that show it. */
  readonly related: readonly ProblemPlace[];
}

/**
 * The findings of all VMs for the Problems panel, each at its first piece of evidence. Those of a VM that has ended go when
 * its profile runs again: they are of the past then, and its run folder keeps them.
 */
export function problemsOf(states: readonly VmState[]): readonly Problem[] {
  return states.filter((state) => !isOutdated(state, states)).flatMap((state) => state.findings.map(problem(state)));
}

function isOutdated(state: VmState, states: readonly VmState[]): boolean {
  return (
    state.end !== null && states.some((each) => each.profile === state.profile && each.startedAt > state.startedAt)
  );
}

function problem({ runFolder, profile }: VmState): (finding: Finding) => Problem {
  return ({ kind, severity, title, next, evidence }) => {
    const message = visibleText(`${title} (${profile})\n${next}`, 'newlinesAndTabs');
    const [first, ...others] = evidence;
    const place =
      first === undefined
        ? { path: join(runFolder, 'README.md'), firstLine: 0, lastLine: 0 }
        : placeOf(runFolder, first);
    return { ...place, message, severity, code: kind, related: others.map((each) => placeOf(runFolder, each)) };
  };
}

function placeOf(runFolder: string, { file, firstLine, lastLine, what }: Evidence): ProblemPlace {
  return {
    path: join(runFolder, file),
    firstLine: Math.max(0, firstLine - 1),
    lastLine: Math.max(0, lastLine - 1),
    message: visibleText(what, 'nothing'),
  };
}
