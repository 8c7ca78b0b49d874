import type { FailureLimits, FailurePattern } from './failurePattern.ts';
import { startJobTimes } from './startJobTimes.ts';

// systemd says it on the console ("[FAILED] Failed to start X."), or in the kernel log and the journal
// ("systemd[1]: Failed to start X.").

const message = (match: RegExpExecArray): string => (match[1] ?? match[0]).trim().replace(/\.$/, '');

/** systemd and the services it starts. */
export const serviceFailurePatterns: readonly FailurePattern[] = [
  {
    // Where the console is flapping, nobody can log in.
    kind: 'gettyFlapping',
    severity: 'warning',
    hints: ['serial-getty'],
    start:
      /(serial-getty\S*):? .*(?:Service hold-off time over|Scheduled restart job|Start request repeated too quickly)/,
    oncePerBoot: true,
    title: (match) => `The console's login restarts again and again (${message(match).replace(/:$/, '')})`,
  },
  {
    kind: 'deviceTimeout',
    severity: 'error',
    hints: ['imed out waiting for device', 'Gave up waiting for', 'starting timeout scripts'],
    start:
      /[Tt]imed out waiting for device (.*?)(?:,|$)|(Gave up waiting for .*)|dracut-initqueue\S* (?:Warning: )?(.*starting timeout scripts.*)/,
    title: deviceTitle,
  },
  {
    kind: 'deviceTimeout',
    severity: 'error',
    hints: ['.device: Job'],
    start: /(\S+\.device): Job \S+ timed out/,
    title: (match) => `Timed out waiting for device ${message(match)}`,
  },
  {
    kind: 'dependencyFailed',
    severity: 'error',
    hints: ['Dependency failed for'],
    start: /Dependency failed for (.*)$/,
    title: (match) => `Dependency failed for ${message(match)}`,
  },
  {
    kind: 'unitFailed',
    severity: 'error',
    hints: ['Failed to start', 'Failed to mount', 'Failed to activate', 'Failed to listen'],
    start: /(?:^|\[FAILED\] |systemd\[\d+\]: )(Failed to (?:start|mount|activate|listen on) (?!transient|unit)\S.*)$/,
    title: (match) => message(match),
  },
  {
    kind: 'unitFailed',
    severity: 'warning',
    hints: ['[FAILED]'],
    start: /\[FAILED\] (.*)$/,
    title: (match) => message(match),
  },
  {
    kind: 'unitFailed',
    severity: 'error',
    hints: ['system-generators/'],
    start: /(?<!\S)(\S*system-generators\/\S+) failed(.*)$/,
    title: (match) => `Generator failed: ${message(match)}${match[2] ?? ''}`.replace(/\.$/, ''),
  },
  {
    kind: 'orderingCycle',
    severity: 'error',
    hints: ['rdering cycle'],
    start: /(Ordering cycle found.*|Found ordering cycle.*)$/,
    title: (match) => message(match),
  },
  {
    kind: 'stuckJob',
    severity: 'error',
    hints: ['A start job is running for', 'A stop job is running for'],
    start: /A (start|stop) job is running for ?(.*?) \(([^()/]+ \/ [^()/]+)\)/,
    accept: isOverItsTime,
    // The running time counts up in the line: leaving it out makes one failure of one job.
    title: (match) => `A ${match[1] ?? 'start'} job is stuck: ${match[2] ?? ''}`,
  },
  {
    kind: 'crash',
    severity: 'error',
    hints: ['SIGSEGV', '=11/SEGV'],
    start: /(.*(?:SIGSEGV|=11\/SEGV).*)$/,
    title: (match) => `Crash: ${withoutPrefix(message(match))}`,
  },
  {
    kind: 'crash',
    severity: 'error',
    hints: ['dumped core', '(core dumped)'],
    start: /^(.*(?:\bdumped core|\(core dumped\)).*)$/,
    title: (match) => `Crash: ${withoutPrefix(message(match))}`,
  },
];

/** Without the kernel's time stamp or the journal's date, host and process. */
function withoutPrefix(text: string): string {
  return text.replace(/^\[ *\d+\.\d{6}\](?:\[[^\]]*\])? /, '').replace(/^\w{3} \d\d \d\d:\d\d:\d\d \S+ \S+?: /, '');
}

function deviceTitle(match: RegExpExecArray): string {
  const device = match[1]?.replace(/\.$/, '').replace(/^[\d;]*… - /, '');
  // systemd 252 cuts long names in the middle of its own colours: `0;1;… - /dev/disk/by-label/x`.
  return device === undefined ? (match[2] ?? match[3] ?? match[0]) : `Timed out waiting for device ${device}`;
}

function isOverItsTime(match: RegExpExecArray, limits: FailureLimits): boolean {
  const times = startJobTimes(match[3] ?? '');
  return times !== undefined && times.runningMs > (times.limitMs ?? limits.startJobLimitMs);
}
