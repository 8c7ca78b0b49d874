import type { CaptureRecord } from './captureRecord.ts';

/** The last capture of each probe, in the order in which the probes were first run. */
export function latestCaptures(captures: readonly CaptureRecord[]): readonly CaptureRecord[] {
  return [...new Map(captures.map((capture) => [capture.probe, capture])).values()];
}
