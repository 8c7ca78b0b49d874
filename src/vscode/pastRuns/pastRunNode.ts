import type { PastRun } from '../../core/artefacts/pastRuns/pastRun.ts';
import { ageText } from '../text/ageText.ts';
import { durationText } from '../text/durationText.ts';
import { oneLine } from '../text/oneLine.ts';

/** One line of the view of past runs as plain data. */
export interface PastRunNode {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: { readonly name: string; readonly color?: string };
  readonly contextValue: 'run.ended' | 'run.running';
  readonly accessibilityLabel: string;
}

interface RunCircumstances {
  /** Its VM or its harness. */
  readonly isRunning: boolean;
  readonly isBaseline: boolean;
  readonly now: Date;
}

const outcomes: Readonly<Record<PastRun['outcome'], { text: string; icon: PastRunNode['icon'] }>> = {
  passed: { text: 'passed', icon: { name: 'pass', color: 'testing.iconPassed' } },
  unmet: { text: 'not as expected', icon: { name: 'warning', color: 'list.warningForeground' } },
  failed: { text: 'failed', icon: { name: 'error', color: 'list.errorForeground' } },
  incomplete: { text: 'incomplete', icon: { name: 'circle-outline' } },
};

export function pastRunNode(run: PastRun, { isRunning, isBaseline, now }: RunCircumstances): PastRunNode {
  const { profile, startedAt, runFolder, result } = run;
  // A ledger that somebody wrote by hand may say anything.
  const known = (outcomes as Partial<typeof outcomes>)[run.outcome] ?? outcomes.incomplete;
  const state = isRunning ? 'running' : run.endedAt === null ? 'never ended' : known.text;
  const facts = [
    dateText(startedAt),
    state,
    ...bootText(run),
    ...findingsText(run),
    ...(isBaseline ? ['baseline'] : []),
  ];
  return {
    id: runFolder,
    label: profile,
    description: oneLine(facts.join(' · ')),
    tooltip: [oneLine(result), `Started ${ageText(startedAt, now)}`, `Run folder: ${runFolder}`].join('\n'),
    icon: isRunning ? { name: 'vm-running' } : run.endedAt === null ? { name: 'question' } : known.icon,
    contextValue: isRunning ? 'run.running' : 'run.ended',
    accessibilityLabel: `Run of ${profile}, ${facts.join(', ')}`,
  };
}

/** In the time of this machine, and always as long. */
function dateText(isoTime: string): string {
  const time = new Date(isoTime);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(time.getFullYear())}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

function bootText({ bootMs, checkpoint }: PastRun): string[] {
  if (bootMs === null) return [];
  return [checkpoint === null ? `ready in ${durationText(bootMs)}` : 'from a checkpoint'];
}

function findingsText({ findings: { error, warning, info } }: PastRun): string[] {
  const count = error + warning + info;
  if (!(count > 0)) return [];
  return [count === 1 ? '1 finding' : `${String(count)} findings`];
}
