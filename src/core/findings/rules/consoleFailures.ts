import { escapeForRegExp } from '../../common/escapeForRegExp.ts';
import { secondsText } from '../../common/secondsText.ts';
import { isUsualAtShutdown } from '../../console/failures/isUsualAtShutdown.ts';
import type { ConsoleFailure } from '../../console/phases/bootPhase.ts';
import { valueAt } from '../../probes/valueAt.ts';
import type { CapturedAnswer } from '../capturedAnswer.ts';
import { consoleAdvice } from '../consoleAdvice.ts';
import { silenceAfterBoot } from '../facts/silenceAfterBoot.ts';
import { unitFailures } from '../facts/unitFailures.ts';
import type { Finding } from '../finding.ts';
import type { FindingRule } from '../findingRule.ts';
import type { HostFacts, LocatedFailure, RunFacts } from '../runFacts.ts';

/** What went wrong on the console, with the place of its trace. The same thing said several times is one finding. */
export const consoleFailures: FindingRule = (facts) => {
  const { failures, captures } = facts;
  const failed = [
    ...unitFailures(facts).map(({ unit }) => unit),
    ...descriptionsOfFailed(captures.get('failed-units')),
  ];
  const afterBoot = silenceAfterBoot(facts)?.failure;
  const groups = new Map<string, ToldFailure[]>();
  for (const each of withDependents(failures)) {
    const { kind, title } = each.failure;
    if (isUsualAtShutdown(each.failure)) continue;
    // The rule of the missing login prompt knows more of it.
    if (each.failure === afterBoot) continue;
    // The rule of failed units knows more of it.
    if (kind === 'unitFailed' && failed.some((name) => isNamed(name, title))) continue;
    const key = `console-${each.failure.kind}:${each.failure.title}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups].map(([id, group]) => finding(id, group, facts));
};

interface ToldFailure extends LocatedFailure {
  /** What systemd did not start because of it: `mnt-persist.mount - /mnt/persist`. */
  readonly dependents: readonly string[];
}

/** systemd says what depends on a job that failed in the very next lines. Elsewhere nobody can tell what they belong to. */
function withDependents(failures: readonly LocatedFailure[]): readonly ToldFailure[] {
  const told: ToldFailure[] = [];
  for (const each of failures) {
    const before = told.at(-1);
    const name = each.failure.kind === 'dependencyFailed' ? dependentName(each.failure.title) : undefined;
    const isCause =
      before !== undefined && before.failure.kind !== 'dependencyFailed' && systemdSays.has(before.failure.kind);
    if (name === undefined || !isCause || each.firstLine !== before.lastLine + 1) {
      told.push({ ...each, dependents: [] });
      continue;
    }
    told[told.length - 1] = { ...before, lastLine: each.lastLine, dependents: [...before.dependents, name] };
  }
  return told;
}

const systemdSays: ReadonlySet<string> = new Set(['unitFailed', 'deviceTimeout']);

function dependentName(title: string): string | undefined {
  return /^Dependency failed for (.+?)\.?$/.exec(title)?.[1];
}

/** `data.service` does not name `a.service`. */
function isNamed(name: string, title: string): boolean {
  return new RegExp(`(?<![\\w@.:-])${escapeForRegExp(name)}(?![\\w@.:-])`).test(title);
}

/** As many as the failed units that are told. */
const maxRows = 100;

/** Older consoles say only the description. */
function descriptionsOfFailed(capture: CapturedAnswer | undefined): readonly string[] {
  if (!Array.isArray(capture?.value)) return [];
  return capture.value
    .slice(0, maxRows)
    .flatMap((row: unknown) =>
      [valueAt(row, 'description')].filter((name): name is string => typeof name === 'string' && name.length > 3),
    );
}

const maxPlaces = 5;

function finding(id: string, group: readonly ToldFailure[], { failures, host }: RunFacts): Finding {
  const [first] = group;
  if (first === undefined) throw new Error('A group of failures has at least one.');
  const { failure } = first;
  const advice = consoleAdvice[failure.kind];
  const cause = givesUp.has(failure.kind) ? failedBefore(failure, failures) : undefined;
  const times = group.length === 1 ? '' : ` It was said ${group.length} times.`;
  return {
    id,
    kind: `console-${kebab(failure.kind)}`,
    severity: severityOf(failure, host),
    title: failure.title.replace(/\.$/, ''),
    explanation: `${first.explanation ?? advice.explanation}${notStarted(group)}${when(failure)}${times}`,
    evidence: group.slice(0, maxPlaces).map(({ firstLine, lastLine }) => ({
      file: 'serial.txt',
      firstLine,
      lastLine,
      what: lastLine > firstLine ? `the console, ${lastLine - firstLine + 1} lines` : 'the console',
    })),
    next: first.next ?? (cause === undefined ? advice.next : `Mend what failed before it: “${cause}”.`),
  };
}

/** What systemd does because something else failed. */
const givesUp: ReadonlySet<string> = new Set(['emergencyShell', 'initrdShell']);

function failedBefore(failure: ConsoleFailure, failures: readonly LocatedFailure[]): string | undefined {
  const first = failures.find(
    (each) => systemdSays.has(each.failure.kind) && each.failure.byteEnd <= failure.byteStart,
  );
  return first?.failure.title.replace(/\.$/, '');
}

function notStarted(group: readonly ToldFailure[]): string {
  const names = [...new Set(group.flatMap(({ dependents }) => dependents))];
  return names.length === 0 ? '' : ` Because of it systemd did not start ${names.join(', ')}.`;
}

/** The clock of an emulated CPU stands still while a busy host does something else; the guest's kernel takes it for a lockup. */
function severityOf({ kind, severity }: ConsoleFailure, { accelerator }: HostFacts): Finding['severity'] {
  if (kind === 'lockup' && accelerator.kind === 'tcg') return 'warning';
  return severity === 'warning' ? 'warning' : 'error';
}

function when({ atMs }: ConsoleFailure): string {
  return atMs === undefined ? '' : ` The console showed it ${secondsText(atMs)} after the start.`;
}

function kebab(kind: string): string {
  return kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
