import type { Job } from '../../probes/readers/readListJobs.ts';
import type { CapturedAnswer } from '../capturedAnswer.ts';
import type { Evidence } from '../finding.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';
import { queuedJobs } from './queuedJobs.ts';
import { unitFacts } from './unitFacts.ts';
import { unitProcesses, type UnitProcess } from './unitProcesses.ts';
import { unitsWaitedFor } from './unitsWaitedFor.ts';

/** One unit that cannot go on before another: by the order of their jobs, or because a process of its own waits. */
export type WaitEdge = { readonly from: string; readonly to: string; readonly evidence: readonly Evidence[] } & (
  | { readonly kind: 'order'; readonly isProvenByAfter: boolean }
  | { readonly kind: 'process'; readonly process: UnitProcess }
);

export interface WaitGraph {
  readonly jobs: readonly Job[];
  readonly edges: readonly WaitEdge[];
}

/** Who waits for whom among the units with a queued job. */
export function waitGraph(facts: Pick<RunFacts, 'captures'>): WaitGraph {
  const queued = queuedJobs(facts);
  if (queued === undefined) return { jobs: [], edges: [] };
  const { jobs } = queued;
  return { jobs, edges: [...processEdges(facts, jobs), ...orderEdges(facts, queued)] };
}

function processEdges(facts: Pick<RunFacts, 'captures'>, jobs: readonly Job[]): WaitEdge[] {
  const starting = new Set(jobs.filter((job) => job.state === 'running').map((job) => job.unit));
  const names = aliases(facts, jobs);
  return unitProcesses(facts).flatMap((process) => {
    const { unit: from, command, capture, line, pid } = process;
    if (!starting.has(from)) return [];
    const evidence = [evidenceAt(capture, `process ${pid} of ${from} runs ${command}`, { first: line })];
    return unitsWaitedFor(command).flatMap((name) => {
      const to = names.get(name);
      return to === undefined ? [] : [{ kind: 'process' as const, from, to, process, evidence }];
    });
  });
}

/** Every name of a unit with a job → the name under which it has the job. */
function aliases(facts: Pick<RunFacts, 'captures'>, jobs: readonly Job[]): ReadonlyMap<string, string> {
  const result = new Map(jobs.map((job) => [job.unit, job.unit]));
  for (const { unit, properties } of unitFacts(facts)) {
    if (!jobs.some((job) => job.unit === unit)) continue;
    for (const name of properties.get('Names')?.split(' ') ?? []) result.set(name, unit);
  }
  return result;
}

/**
 * What systemd itself says (`waiting for job 59`), and what follows from `After=` where both have a job that starts
 * something: systemd starts one only after the other.
 */
function orderEdges(
  facts: Pick<RunFacts, 'captures'>,
  { jobs, capture }: { readonly jobs: readonly Job[]; readonly capture: CapturedAnswer },
): WaitEdge[] {
  const ordered = afterLines(facts);
  return jobs.flatMap((job) => {
    if (job.state === 'running') return [];
    const said = new Set(job.waitsFor.map(({ unit }) => unit));
    const starts = (each: Job): boolean => /start|restart|verify-active/.test(each.type);
    const others = jobs.filter((each) => each.unit !== job.unit && starts(each) && starts(job));
    const targets = others
      .map((each) => each.unit)
      .filter((unit) => said.has(unit) || ordered.has(`${job.unit} ${unit}`));
    return [...new Set([...said, ...targets])].map((to): WaitEdge => {
      const line = findLine(capture, new RegExp(`^\\s*${job.id}\\s`));
      const relation = said.has(to) && line !== undefined ? relationLine(capture.lines, line, to) : undefined;
      const waits = evidenceAt(
        capture,
        `the job of ${job.unit} waits${relation === undefined ? '' : ` for that of ${to}`}`,
        { first: line ?? 1, last: relation ?? line ?? 1 },
      );
      const after = ordered.get(`${job.unit} ${to}`);
      return {
        kind: 'order',
        from: job.unit,
        to,
        isProvenByAfter: after !== undefined,
        evidence: after === undefined ? [waits] : [waits, after],
      };
    });
  });
}

/** The line `└─ waiting for job 59 (X/start)` of a job; lines count from 1. */
function relationLine(lines: readonly string[], jobLine: number, unit: string): number | undefined {
  for (let line = jobLine + 1; line <= lines.length; line++) {
    const text = lines[line - 1] ?? '';
    if (/^\s*\d+\s/.test(text) || text.trim() === '') return undefined;
    if (text.includes('waiting for job') && text.includes(`(${unit}/`)) return line;
  }
  return undefined;
}

/** `A B` → the line that orders A after B. */
function afterLines(facts: Pick<RunFacts, 'captures'>): ReadonlyMap<string, Evidence> {
  const result = new Map<string, Evidence>();
  for (const { unit, properties, capture, lineOf } of unitFacts(facts)) {
    const first = lineOf.get('After');
    if (first === undefined) continue;
    for (const before of properties.get('After')?.split(' ') ?? []) {
      const key = `${unit} ${before}`;
      if (!result.has(key)) result.set(key, evidenceAt(capture, `${unit} has After=${before}`, { first }));
    }
  }
  return result;
}
