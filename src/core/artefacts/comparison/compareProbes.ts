import type { CaptureRecord } from '../captureRecord.ts';
import { captureState } from '../captureState.ts';
import { latestCaptures } from '../latestCaptures.ts';
import type { MissingCapture } from '../metadata.ts';
import { comparedBytes } from './comparedBytes.ts';
import type { ComparedRun } from './comparedRun.ts';
import { foldNoise } from './foldNoise.ts';
import { lineDifference } from './lineDifference.ts';
import type { RunChange } from './runChange.ts';

export function compareProbes(before: ComparedRun, after: ComparedRun): RunChange[] {
  const now = new Map(latestCaptures(after.metadata.captures).map((capture) => [capture.probe, capture]));
  const then = new Map(latestCaptures(before.metadata.captures).map((capture) => [capture.probe, capture]));
  const probes = [...new Set([...then.keys(), ...now.keys()])];
  return probes.flatMap((probe) => {
    const earlier = then.get(probe);
    const missing = after.metadata.missing.find((each) => each.probe === probe);
    if (earlier?.expectation && !now.has(probe) && missing !== undefined) return [unanswered(earlier, missing)];
    const change = compareProbe(earlier, now.get(probe), [before.texts.get(probe), after.texts.get(probe)]);
    return change === undefined ? [] : [change];
  });
}

/** Whether it is still as expected, nobody knows any more. */
function unanswered(before: CaptureRecord, { why }: MissingCapture): RunChange {
  const words = { before: captureState(before), after: `could not be answered: ${why}` };
  return { direction: 'worse', subject: 'probe', title: before.title, ...words };
}

function compareProbe(
  before: CaptureRecord | undefined,
  after: CaptureRecord | undefined,
  [textBefore = '', textAfter = '']: readonly [string | undefined, string | undefined],
): RunChange | undefined {
  const subject = 'probe';
  if (before === undefined || after === undefined) {
    const there = before ?? after;
    if (there === undefined) return undefined;
    // That a probe was not asked is no fault of the image.
    const words = [before, after].map((capture) => (capture === undefined ? null : captureState(capture)));
    return { direction: 'changed', subject, title: there.title, before: words[0] ?? null, after: words[1] ?? null };
  }
  const files = { before: before.file, after: after.file };
  const [rankBefore, rankAfter] = [rank(before), rank(after)];
  if (rankBefore !== rankAfter) {
    const otherwise = rankAfter === couldNotBeTold ? 'changed' : 'better';
    const direction = rankAfter > rankBefore ? 'worse' : otherwise;
    return { direction, subject, title: after.title, before: captureState(before), after: captureState(after), files };
  }
  if (nothingButTimes.has(after.probe)) return undefined;
  const { removed, added } = lineDifference(foldNoise(textBefore), foldNoise(textAfter));
  const change = { direction: 'changed', subject, title: after.title, files } as const;
  if (removed.length + added.length > 0) return { ...change, before: shown(removed), after: shown(added) };
  const isKnown = before.sha256 === after.sha256 || Math.max(before.bytes, after.bytes) <= comparedBytes;
  return isKnown
    ? undefined
    : { ...change, before: null, after: `not the same; only its first ${comparedBytes / 1024 ** 2} MiB were compared` };
}

/** Of a boot's timing, all is times; what matters of them is compared unit by unit. */
const nothingButTimes: ReadonlySet<string> = new Set(['boot-timing', 'boot-units']);

const couldNotBeTold = 2;

/** From good to bad. */
function rank({ expectation, exitStatus, timedOut }: CaptureRecord): number {
  if (expectation?.state === 'unmet') return 3;
  if (timedOut || expectation?.state === 'unknown') return couldNotBeTold;
  return expectation?.state !== 'met' && exitStatus !== 0 ? 1 : 0;
}

const shownLines = 3;

function shown(lines: readonly string[]): string | null {
  if (lines.length === 0) return null;
  const rest = lines.length - shownLines;
  const text = lines.slice(0, shownLines).map((line) => line.trim());
  return [...text, ...(rest > 0 ? [`and ${String(rest)} more ${rest === 1 ? 'line' : 'lines'}`] : [])].join('\n');
}
