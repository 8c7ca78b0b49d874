import type { Job } from '../../probes/readers/readListJobs.ts';
import type { CapturedAnswer } from '../capturedAnswer.ts';
import type { Evidence } from '../finding.ts';
import { evidenceAt } from '../evidenceAt.ts';
import { maxLineLength } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';
import { oncePer } from './oncePer.ts';
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

/** Many times what any boot queues; the rest of a longer queue is not looked at. */
const maxJobs = 2_000;
/** As many edges; a process that waits for more than a few units there is not. */
const maxEdges = 20_000;
const maxProcessEdges = 100;

type Captures = RunFacts['captures'];

/** Who waits for whom among the units with a queued job. */
export function waitGraph({ captures }: Pick<RunFacts, 'captures'>): WaitGraph {
  return graphOf(captures);
}

const graphOf = oncePer((captures: Captures): WaitGraph => {
  const queued = queuedJobs({ captures });
  if (queued === undefined) return { jobs: [], edges: [] };
  const jobs = queued.jobs.slice(0, maxJobs);
  const byUnit = new Map(jobs.map((job) => [job.unit, job]));
  return {
    jobs,
    edges: [
      ...processEdges(captures, byUnit).slice(0, maxProcessEdges),
      ...orderEdges(captures, { byUnit, capture: queued.capture }),
    ],
  };
});

function processEdges(captures: Captures, jobs: ReadonlyMap<string, Job>): WaitEdge[] {
  const names = aliases(captures, jobs);
  return unitProcesses({ captures }).flatMap((process) => {
    const { unit: from, command, capture, line, pid } = process;
    if (jobs.get(from)?.state !== 'running') return [];
    const evidence = [evidenceAt(capture, `process ${pid} of ${from} runs ${command}`, { first: line })];
    return unitsWaitedFor(command).flatMap((name) => {
      const to = names.get(name);
      return to === undefined ? [] : [{ kind: 'process' as const, from, to, process, evidence }];
    });
  });
}

/** Every name of a unit with a job → the name under which it has the job. */
function aliases(captures: Captures, jobs: ReadonlyMap<string, Job>): ReadonlyMap<string, string> {
  const result = new Map([...jobs.keys()].map((unit) => [unit, unit]));
  for (const { unit, properties } of unitFacts({ captures })) {
    if (!jobs.has(unit)) continue;
    for (const name of properties.get('Names')?.split(' ') ?? []) result.set(name, unit);
  }
  return result;
}

/**
 * What systemd itself says (`waiting for job 59`), and what follows from `After=` where both have a job that starts
 * something: systemd starts one only after the other.
 */
function orderEdges(
  captures: Captures,
  { byUnit, capture }: { readonly byUnit: ReadonlyMap<string, Job>; readonly capture: CapturedAnswer },
): WaitEdge[] {
  const rows = jobRows(capture);
  const ordered = afterLines(captures);
  const edges: WaitEdge[] = [];
  for (const job of byUnit.values()) {
    if (job.state === 'running') continue;
    const said = job.waitsFor.map(({ unit }) => unit);
    const after = ordered.get(job.unit);
    const before = [...(after?.keys() ?? [])].filter(
      (unit) => unit !== job.unit && starts(job) && starts(byUnit.get(unit)),
    );
    const row = rows.get(job.id);
    for (const to of new Set([...said, ...before])) {
      if (edges.length === maxEdges) return edges;
      const relation = row?.waitsFor.get(to);
      const what = `the job of ${job.unit} waits${relation === undefined ? '' : ` for that of ${to}`}`;
      const first = row?.line ?? 1;
      const waits = evidenceAt(capture, what, { first, last: relation ?? first });
      const proof = after?.get(to);
      edges.push({
        kind: 'order',
        from: job.unit,
        to,
        isProvenByAfter: proof !== undefined,
        evidence: proof === undefined ? [waits] : [waits, proof],
      });
    }
  }
  return edges;
}

function starts(job: Job | undefined): boolean {
  return job !== undefined && /start|restart|verify-active/.test(job.type);
}

interface JobRow {
  readonly line: number;
  /** Unit → the line `└─ waiting for job 59 (X/start)` below it. */
  readonly waitsFor: ReadonlyMap<string, number>;
}

/** Where the list shows each job, by its id; lines count from 1. */
function jobRows({ lines }: CapturedAnswer): ReadonlyMap<number, JobRow> {
  const rows = new Map<number, JobRow>();
  let waitsFor: Map<string, number> | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.length > maxLineLength) continue;
    const id = Number(/^\s*(\d+)\s/.exec(line)?.[1] ?? NaN);
    if (!Number.isNaN(id)) {
      waitsFor = new Map();
      if (!rows.has(id)) rows.set(id, { line: index + 1, waitsFor });
    } else if (line.trim() === '') waitsFor = undefined;
    const unit = /waiting for job \d+ \((\S+)\//.exec(line)?.[1];
    if (unit !== undefined && waitsFor?.has(unit) === false) waitsFor.set(unit, index + 1);
  }
  return rows;
}

/** A → B → the line that orders A after B. */
function afterLines(captures: Captures): ReadonlyMap<string, ReadonlyMap<string, Evidence>> {
  const result = new Map<string, Map<string, Evidence>>();
  for (const { unit, properties, capture, lineOf } of unitFacts({ captures })) {
    const first = lineOf.get('After');
    if (first === undefined) continue;
    const own = result.get(unit) ?? new Map<string, Evidence>();
    result.set(unit, own);
    for (const before of properties.get('After')?.split(' ') ?? []) {
      if (!own.has(before)) own.set(before, evidenceAt(capture, `${unit} has After=${before}`, { first }));
    }
  }
  return result;
}
