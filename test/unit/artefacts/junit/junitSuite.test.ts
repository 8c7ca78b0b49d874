import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CaptureRecord } from '../../../../src/core/artefacts/captureRecord.ts';
import { junitSuite, type TestedRun } from '../../../../src/core/artefacts/junit/junitSuite.ts';
import { junitXml } from '../../../../src/core/artefacts/junit/junitXml.ts';
import type { TestResult, Verdict } from '../../../../src/core/artefacts/verdicts/testResult.ts';
import type { VmTest } from '../../../../src/core/artefacts/verdicts/vmTest.ts';
import { UserError } from '../../../../src/core/common/userError.ts';
import { visibleText } from '../../../../src/core/common/visibleText.ts';
import { capture } from '../../vscode/sampleState.ts';
import { hostileTexts } from '../hostileTexts.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { junitProblems } from './junitForm.ts';
import { parseXml, type XmlElement } from './parseXml.ts';

const temporary = temporaryFolder();

function probe(id: string, title?: string): VmTest {
  const expectation = title === undefined ? {} : { expectation: { title, checks: [{ path: 'STATE' }] } };
  return {
    kind: 'probe',
    probe: { id, group: 'storage', title: `The ${id}`, command: `cat ${id}`, timeoutMs: 1, ...expectation },
  };
}

function result(tested: VmTest, verdict: Verdict, kept: CaptureRecord | null = null): TestResult {
  return { test: tested, verdict, durationMs: 1234, capture: kept, wait: null };
}

function run(patch: Partial<TestedRun>): TestedRun {
  return {
    profile: 'installer',
    image: 'installer.iso',
    startedAt: new Date('2025-10-12T01:03:38.500Z'),
    endedAt: new Date('2025-10-12T01:04:38.750Z'),
    runFolder: join(temporary.path, 'captures', 'run'),
    facts: {},
    readyAfterMs: 31_500,
    failures: [],
    tests: [],
    results: [],
    trouble: undefined,
    ...patch,
  };
}

async function written(patch: Partial<TestedRun>): Promise<XmlElement> {
  const document = parseXml(junitXml('Boot Image VM', [await junitSuite(run(patch), temporary.path)]));
  expect(junitProblems(document)).toEqual([]);
  const [suite] = document.children;
  if (suite === undefined) throw new Error('there is no suite');
  return suite;
}

const casesOf = (suite: XmlElement): XmlElement[] => suite.children.filter(({ name }) => name === 'testcase');

describe('a JUnit report', () => {
  test('has no time below nothing where the clock was set back', async () => {
    const suite = await written({ endedAt: new Date('2025-10-12T00:03:38Z'), readyAfterMs: undefined });
    expect([suite.attributes['time'], casesOf(suite)[0]?.attributes['time']]).toEqual(['0.000', '0.000']);
  });

  test('names the image and the run folder as seen from where it lies, and no host', async () => {
    const suite = await written({ facts: { accelerator: 'tcg' } });
    expect(suite.attributes).toEqual({
      name: 'installer',
      tests: '1',
      failures: '0',
      errors: '0',
      skipped: '0',
      time: '60.250',
      timestamp: '2025-10-12T01:03:38',
    });
    expect(suite.children[0]?.children.map(({ attributes }) => attributes)).toEqual([
      { name: 'image', value: 'installer.iso' },
      { name: 'accelerator', value: 'tcg' },
      { name: 'runFolder', value: 'captures/run' },
    ]);
    expect(JSON.stringify(suite)).not.toContain(temporary.path);
  });

  test('has a test case for the boot, each wait and each probe, with what was expected, found and captured', async () => {
    const folder = join(temporary.path, 'captures', 'run', 'captures');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '0001-storage-status.txt'), 'STATE=failed\n');
    const [met, unmet, unknown] = [probe('met', 'it is right'), probe('unmet', 'storage is applied'), probe('unknown')];
    const compared = { expected: 'STATE = applied\n', found: 'STATE = failed\n' };
    const suite = await written({
      tests: [met, unmet, unknown],
      results: [
        result(met, { state: 'passed' }),
        result(unmet, { state: 'failed', message: 'STATE is failed', compared }, capture()),
        result(unknown, { state: 'errored', message: 'The channel is gone.' }),
      ],
    });
    const [boot, first, second, third] = casesOf(suite);
    expect(boot?.attributes).toMatchObject({ classname: 'installer.boot', time: '31.500' });
    expect(first).toEqual({
      name: 'testcase',
      attributes: { classname: 'installer.storage', name: 'met: it is right', time: '1.234' },
      children: [],
      text: '',
    });
    expect(second?.attributes['name']).toBe('unmet: storage is applied');
    expect(second?.children[0]).toMatchObject({
      name: 'failure',
      attributes: { message: 'STATE is failed', type: 'expectation' },
      text: [
        'Expected:\nSTATE = applied\n',
        'Found:\nSTATE = failed\n',
        '$ cat /run/storage-status',
        'STATE=failed',
        '--- exit status 0, captures/0001-storage-status.txt',
      ].join('\n'),
    });
    expect(third?.attributes['name']).toBe('unknown: The unknown answers');
    expect(third?.children[0]).toMatchObject({ name: 'error', attributes: { message: 'The channel is gone.' } });
  });

  test('of a VM that failed: the boot is a failure with its trace, and what was not asked is skipped with the reason', async () => {
    const trouble = new UserError('vm', 'The boot failed: the kernel panicked.', { next: 'See /some/folder.' });
    const failure = { kind: 'kernelPanic', severity: 'fatal', byteStart: 0, byteEnd: 1 } as const;
    const suite = await written({
      tests: [probe('a')],
      failures: [{ ...failure, title: 'the kernel panicked', trace: ['Kernel panic - not syncing', 'CPU: 0'] }],
      readyAfterMs: undefined,
      trouble,
    });
    const [boot, asked] = casesOf(suite);
    expect(boot?.children).toEqual([
      {
        name: 'failure',
        attributes: { message: 'The boot failed: the kernel panicked.', type: 'vm' },
        children: [],
        text: 'the kernel panicked\nKernel panic - not syncing\nCPU: 0',
      },
    ]);
    expect(boot?.attributes['time']).toBe('60.250');
    expect(asked?.children[0]).toMatchObject({
      name: 'skipped',
      attributes: { message: 'It was not asked: The boot failed: the kernel panicked.' },
    });
  });

  test('of a machine that lacks something: an error; of a run that was interrupted: skipped', async () => {
    const outcome = async (trouble: unknown): Promise<string | undefined> =>
      casesOf(await written({ trouble, runFolder: undefined }))[0]?.children[0]?.name;
    expect(await outcome(new UserError('environment', 'QEMU is not there.'))).toBe('error');
    expect(await outcome(new Error('a fault of ours'))).toBe('error');
    expect(await outcome(new UserError('cancelled', 'Interrupted by SIGINT.'))).toBe('skipped');
  });

  test('reads as it was written, whatever the guest wrote', async () => {
    const texts = [...hostileTexts(300), ']]>', '\u0000\u0001\u001b[2J\u000b\ufffe\uffff', 'a\r\nb', '😀 \ud83d'];
    const tests = texts.map((_text, index) => probe(`p${index}`));
    const results = tests.map((each, index) => result(each, { state: 'errored', message: texts[index] ?? '' }));
    const suite = await written({ profile: texts.join(''), tests, results });
    const read = casesOf(suite)
      .slice(1)
      .map(({ children }) => children[0]);
    const shown = texts.map((text) =>
      visibleText(text, 'newlinesAndTabs').replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd'),
    );
    expect(read.map((element) => element?.attributes['message'])).toEqual(shown);
    expect(read.map((element) => element?.text)).toEqual(shown);
  });
});
