import { relative } from 'node:path';
import type { ConsoleFailure } from '../../console/phases/bootPhase.ts';
import { UserError } from '../../common/userError.ts';
import { evidenceText } from '../verdicts/evidenceText.ts';
import type { TestResult } from '../verdicts/testResult.ts';
import { testGroup, testId, testTitle, type VmTest } from '../verdicts/vmTest.ts';
import type { JunitCase, JunitSuite } from './junitXml.ts';

export interface TestedRun {
  readonly profile: string;
  readonly image: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Undefined: it did not come so far that there was one. */
  readonly runFolder: string | undefined;
  /** How the guest was run, and its outcome in one sentence, as far as known. */
  readonly facts: Readonly<Record<string, string>>;
  /** From the start to the first answer; undefined if there was none. */
  readonly readyAfterMs: number | undefined;
  readonly failures: readonly ConsoleFailure[];
  /** What was to be tested. */
  readonly tests: readonly VmTest[];
  readonly results: readonly TestResult[];
  /** Why the run did not come to its end as it should. */
  readonly trouble: unknown;
}

/**
 * A run as a suite: the boot itself, then each wait and probe.
 *
 * @param folder where the report will lie; the run folder is named from there
 */
export async function junitSuite(run: TestedRun, folder: string): Promise<JunitSuite> {
  const { profile, image, startedAt, runFolder, facts } = run;
  const cases = run.tests.map(async (test) => await testCase(test, run));
  return {
    name: profile,
    startedAt,
    durationMs: tookMs(run),
    properties: {
      image,
      ...facts,
      ...(runFolder === undefined ? {} : { runFolder: relative(folder, runFolder) || '.' }),
    },
    cases: [bootCase(run), ...(await Promise.all(cases))],
  };
}

/** By a clock that may have been set back meanwhile. */
function tookMs({ startedAt, endedAt }: TestedRun): number {
  return Math.max(0, endedAt.getTime() - startedAt.getTime());
}

function bootCase(run: TestedRun): JunitCase {
  const { profile, readyAfterMs, trouble, failures } = run;
  const durationMs = readyAfterMs ?? tookMs(run);
  const common = { className: `${profile}.boot`, name: 'boot: the guest boots, answers and stays up', durationMs };
  if (trouble === undefined) return { ...common, outcome: { kind: 'passed' } };
  const message = sentenceOf(trouble);
  const reason = trouble instanceof UserError ? trouble.reason : 'internal';
  if (reason === 'cancelled') return { ...common, outcome: { kind: 'skipped', message } };
  const text = failures.map(({ title, trace }) => [title, ...trace].join('\n')).join('\n\n');
  // A VM that fails is what was tested; that this machine lacks something is not.
  return { ...common, outcome: { kind: reason === 'vm' ? 'failure' : 'error', type: reason, message, text } };
}

/** Without what to do next, which names folders of this machine. */
function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function testCase(test: VmTest, { profile, results, runFolder, trouble }: TestedRun): Promise<JunitCase> {
  const id = testId(test);
  const common = { className: `${profile}.${testGroup(test)}`, name: `${id}: ${testTitle(test)}` };
  const result = results.find((each) => each.test.kind === test.kind && testId(each.test) === id);
  if (result === undefined) {
    const message = trouble === undefined ? 'It was not asked.' : `It was not asked: ${sentenceOf(trouble)}`;
    return { ...common, durationMs: 0, outcome: { kind: 'skipped', message } };
  }
  const { durationMs } = result;
  return { ...common, durationMs, outcome: await outcomeOf(result, runFolder) };
}

async function outcomeOf(
  { verdict, capture }: TestResult,
  runFolder: string | undefined,
): Promise<JunitCase['outcome']> {
  switch (verdict.state) {
    case 'passed':
      return { kind: 'passed' };
    case 'skipped':
      return { kind: 'skipped', message: verdict.reason };
    case 'failed':
    case 'errored': {
      const compared = verdict.state === 'failed' ? verdict.compared : null;
      const parts = [
        ...(compared === null ? [] : [`Expected:\n${compared.expected}`, `Found:\n${compared.found}`]),
        ...(capture === null || runFolder === undefined ? [] : [await evidenceText(runFolder, capture)]),
      ];
      const { message } = verdict;
      const text = parts.length === 0 ? message : parts.join('\n');
      return verdict.state === 'failed'
        ? { kind: 'failure', type: 'expectation', message, text }
        : { kind: 'error', type: 'noAnswer', message, text };
    }
  }
}
