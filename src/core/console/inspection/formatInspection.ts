import { bootPhaseTitle, type ConsoleFailure } from '../phases/bootPhase.ts';
import type { ConsoleLogin } from '../phases/loginWatcher.ts';
import type { SerialLogInspection } from './serialLogInspection.ts';

/** Longest trace that is shown whole. */
const shownTraceLines = 12;

/** What a serial log tells, as plain text for people. */
export function formatInspection(inspection: SerialLogInspection): string {
  const { boots, failures, droppedFailures, logins, failedUnits, end, bytes } = inspection;
  const lines: string[] = [];
  for (const [index, boot] of boots.entries()) {
    const name = boots.length === 1 ? 'Boot' : `Boot ${index + 1} of ${boots.length}`;
    lines.push(boot.unexpected ? `${name} (unexpected: nothing had shut the machine down)` : name);
    if (boot.phases.length === 0) lines.push('  no boot phase seen');
    for (const { phase, byteOffset } of boot.phases) lines.push(row(byteOffset, bootPhaseTitle[phase]));
  }
  lines.push('', 'Logins');
  lines.push(...section(logins.map((login) => row(login.byteOffset, loginText(login)))));
  lines.push('', 'Units that failed to start');
  lines.push(...section(failedUnits.map(({ byteOffset, name }) => row(byteOffset, name))));
  lines.push('', 'Failures');
  lines.push(...section(failures.flatMap(failureLines)));
  if (droppedFailures > 0) lines.push(`  and ${droppedFailures} more`);
  lines.push('', 'End', row(end.byteOffset, end.sentence));
  if (end.line !== '') lines.push(`${' '.repeat(offsetWidth)}| ${shortened(end.line)}`);
  lines.push('', `${bytes} bytes read. The numbers on the left are byte offsets in the log.`);
  return lines.join('\n');
}

const offsetWidth = 14;

function row(byteOffset: number, text: string): string {
  return `${String(byteOffset).padStart(offsetWidth - 2)}  ${text}`;
}

function section(rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? ['  none'] : rows;
}

function loginText({ kind, user, host }: ConsoleLogin): string {
  const on = host === undefined ? '' : ` on ${host}`;
  switch (kind) {
    case 'automatic':
      return `automatic login of ${user ?? 'somebody'}${on}`;
    case 'prompt':
      return user === undefined ? `login prompt${on}` : `login prompt${on}, answered with ${user}`;
    case 'refused':
      return 'login refused';
    case 'timedOut':
      return 'login timed out';
  }
}

function failureLines({ severity, title, trace, byteStart }: ConsoleFailure): readonly string[] {
  const margin = ' '.repeat(offsetWidth);
  const shown = trace.slice(0, shownTraceLines).map((line) => `${margin}| ${shortened(line)}`);
  const left = trace.length - shown.length;
  return [row(byteStart, `${severity}: ${title}`), ...shown, ...(left > 0 ? [`${margin}| … ${left} more lines`] : [])];
}

function shortened(line: string): string {
  return line.length <= 160 ? line : `${line.slice(0, 159)}…`;
}
