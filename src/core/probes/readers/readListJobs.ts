import type { ReadResult } from './readResult.ts';
import { splitShortLines } from './splitShortLines.ts';

export interface JobReference {
  readonly id: number;
  readonly unit: string;
  readonly type: string;
}

/** A queued job of the guest's service manager. */
export interface Job extends JobReference {
  /** `waiting` or `running`. */
  readonly state: string;
  /** Jobs that have to be done first (`--after`). */
  readonly waitsFor: readonly JobReference[];
  /** Jobs that wait for this one (`--before`). */
  readonly blocks: readonly JobReference[];
}

/**
 * `systemctl list-jobs --after --before` as `{ jobs: Job[] }`. There is no JSON form of it up to systemd 257; the rows
 * below a job (`└─ waiting for job 69 (pre-nixos.service/start)`) are its relations.
 */
export function readListJobs(text: string): ReadResult {
  const lines = splitShortLines(text);
  const jobs: {
    id: number;
    unit: string;
    type: string;
    state: string;
    waitsFor: JobReference[];
    blocks: JobReference[];
  }[] = [];
  let understood = false;
  for (const line of lines) {
    // What follows the list is told beside it, and may hold anything.
    if (/^\d+ jobs? listed\.$/.test(line.trim())) break;
    if (/^\s*JOB\s+UNIT\s+TYPE\s+STATE\s*$/.test(line) || line.startsWith('No jobs')) understood = true;
    const job = /^\s*(\d+)\s+(\S+)\s+(\S+)\s+(waiting|running)\s*$/.exec(line);
    if (job !== null) {
      const [, id = '', unit = '', type = '', state = ''] = job;
      jobs.push({ id: Number(id), unit, type, state, waitsFor: [], blocks: [] });
      continue;
    }
    const relation = /(waiting for|blocking) job (\d+) \((\S+)\/([^/)]+)\)/.exec(line);
    if (relation === null) continue;
    const [, kind, id = '', unit = '', type = ''] = relation;
    const owner = jobs.at(-1);
    (kind === 'blocking' ? owner?.blocks : owner?.waitsFor)?.push({ id: Number(id), unit, type });
  }
  if (!understood && jobs.length === 0) return { ok: false, why: 'the output is no list of jobs' };
  return { ok: true, value: { jobs } };
}
