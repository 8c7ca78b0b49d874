import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { secondsText } from '../../common/secondsText.ts';
import { compareExpectation } from '../../probes/compareExpectation.ts';
import type { Expectation, Probe } from '../../probes/probe.ts';
import type { ReadResult } from '../../probes/readers/readResult.ts';
import type { CaptureRecord } from '../captureRecord.ts';
import type { Verdict } from './testResult.ts';

/** What a probe's capture means for the test: met, or answered whole where nothing is expected, has passed. */
export async function probeVerdict(runFolder: string, probe: Probe, capture: CaptureRecord): Promise<Verdict> {
  const { expectation, timedOut, durationMs } = capture;
  if (expectation?.state === 'unmet') {
    const compared = await compareReading(runFolder, capture, probe.expectation);
    return { state: 'failed', message: expectation.found, compared };
  }
  if (timedOut)
    return { state: 'errored', message: `It was cut short when its time was up, after ${secondsText(durationMs)}.` };
  if (expectation?.state === 'unknown') return { state: 'errored', message: expectation.why };
  return { state: 'passed' };
}

/** What was expected of the reading that a capture keeps, beside what it is; null if it cannot be had. */
export async function compareReading(
  runFolder: string,
  { readingFile }: CaptureRecord,
  expectation: Expectation | undefined,
): Promise<{ readonly expected: string; readonly found: string } | null> {
  if (readingFile === null || expectation === undefined) return null;
  try {
    const reading = JSON.parse(await readFile(join(runFolder, readingFile), 'utf8')) as ReadResult;
    return compareExpectation(expectation, reading);
  } catch {
    return null;
  }
}
