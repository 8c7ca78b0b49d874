import { join } from 'node:path';
import { visibleText } from '../../core/common/visibleText.ts';
import type { Evidence, Finding } from '../../core/findings/finding.ts';

/** A run of a VM or of a harness; `end` is null while it goes on. */
export interface FoundRun {
  readonly runFolder: string;
  readonly profile: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly findings: readonly Finding[];
  readonly end: object | null;
}

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
 * The findings of runs for the Problems panel, each at its first piece of evidence. Those of one that has ended go when its
 * profile runs again: they are of the past then, and its run folder keeps them.
 */
export function problemsOf(runs: readonly FoundRun[]): readonly Problem[] {
  return runs.filter((run) => !isOutdated(run, runs)).flatMap((run) => run.findings.map(problem(run)));
}

function isOutdated(run: FoundRun, runs: readonly FoundRun[]): boolean {
  return run.end !== null && runs.some((each) => each.profile === run.profile && each.startedAt > run.startedAt);
}

function problem({ runFolder, profile }: FoundRun): (finding: Finding) => Problem {
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
