import { xmlAttribute, xmlText } from './xmlText.ts';

export interface JunitCase {
  readonly className: string;
  readonly name: string;
  readonly durationMs: number;
  readonly outcome:
    | { readonly kind: 'passed' }
    /** `message` in one line, `text` as long as it is. */
    | { readonly kind: 'failure' | 'error'; readonly type: string; readonly message: string; readonly text: string }
    | { readonly kind: 'skipped'; readonly message: string };
}

export interface JunitSuite {
  readonly name: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JunitCase[];
}

/**
 * A JUnit report as CI systems read it: the form that Ant began and Jenkins, GitLab, GitHub's and Azure's readers share.
 * The host's name is left out.
 */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  // `skipped` is unknown to some schemas here.
  const { tests, failures, errors } = countsOf(suites.flatMap(({ cases }) => cases));
  const durationMs = suites.reduce((sum, suite) => sum + suite.durationMs, 0);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    open('testsuites', { name, tests, failures, errors, time: seconds(durationMs) }),
    ...suites.flatMap(suiteLines),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suiteLines({ name, startedAt, durationMs, properties, cases }: JunitSuite): string[] {
  const timestamp = startedAt.toISOString().replace(/\.\d+Z$/, '');
  return [
    `  ${open('testsuite', { name, ...countsOf(cases), time: seconds(durationMs), timestamp })}`,
    '    <properties>',
    ...Object.entries(properties).map(([key, value]) => `      ${empty('property', { name: key, value })}`),
    '    </properties>',
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines({ className, name, durationMs, outcome }: JunitCase): string[] {
  const attributes = { classname: className, name, time: seconds(durationMs) };
  if (outcome.kind === 'passed') return [`    ${empty('testcase', attributes)}`];
  return [`    ${open('testcase', attributes)}`, `      ${outcomeElement(outcome)}`, '    </testcase>'];
}

function outcomeElement(outcome: Exclude<JunitCase['outcome'], { kind: 'passed' }>): string {
  if (outcome.kind === 'skipped') return empty('skipped', { message: outcome.message });
  const { kind, type, message, text } = outcome;
  return `${open(kind, { message, type })}${xmlText(text)}</${kind}>`;
}

function countsOf(cases: readonly JunitCase[]): Record<'tests' | 'failures' | 'errors' | 'skipped', string> {
  const count = (kind: JunitCase['outcome']['kind']): string =>
    String(cases.filter(({ outcome }) => outcome.kind === kind).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

const seconds = (durationMs: number): string => (durationMs / 1000).toFixed(3);

type Attributes = Readonly<Record<string, string>>;

const open = (name: string, attributes: Attributes): string => `<${name}${attributesText(attributes)}>`;
const empty = (name: string, attributes: Attributes): string => `<${name}${attributesText(attributes)}/>`;

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${xmlAttribute(value)}"`)
    .join('');
}
