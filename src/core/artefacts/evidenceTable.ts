import { captureState } from './captureState.ts';
import { latestCaptures } from './latestCaptures.ts';
import { secondsText } from '../common/secondsText.ts';
import type { RunMetadata } from './metadata.ts';
import type { WaitRecord } from './waitRecord.ts';

/** One row of the evidence table. All fields but `file` may hold guest text, to be escaped by whoever shows it. */
export interface EvidenceRow {
  readonly evidence: string;
  /** Relative to the run folder; null for what could not be captured. */
  readonly file: string | null;
  /** How many lines the file has; null where it is not counted. */
  readonly lines: number | null;
  readonly state: string;
}

/** The evidence of a run: what was waited for, probe by probe its last answer, then what is missing. */
export function evidenceTable(metadata: Pick<RunMetadata, 'captures' | 'missing' | 'waits'>): readonly EvidenceRow[] {
  const answered = latestCaptures(metadata.captures).map((capture): EvidenceRow => {
    const { title, file, lines, bytes, stderrFile } = capture;
    const state = captureState(capture);
    // An answer that is nothing but a complaint is read there.
    if (bytes === 0 && stderrFile !== null) return { evidence: title, file: stderrFile, lines: null, state };
    return { evidence: title, file, lines: lines ?? null, state };
  });
  const missing = metadata.missing.map(({ title, why }): EvidenceRow => ({
    evidence: title,
    file: null,
    lines: null,
    state: `missing: ${why}`,
  }));
  const waits = (metadata.waits ?? []).map((wait) => waitRow(wait, metadata));
  return [...waits, ...answered, ...missing];
}

function waitRow(
  { title, capture, why, durationMs }: WaitRecord,
  { captures }: Pick<RunMetadata, 'captures'>,
): EvidenceRow {
  const last = captures.find(({ id }) => id === capture);
  return {
    evidence: `Wait for ${title}`,
    file: last?.file ?? null,
    lines: last?.lines ?? null,
    state: why ?? `came after ${secondsText(durationMs)}`,
  };
}
