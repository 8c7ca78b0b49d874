import { captureState } from './captureState.ts';
import { latestCaptures } from './latestCaptures.ts';
import type { RunMetadata } from './metadata.ts';

/** One row of the evidence table. All fields but `file` may hold guest text, to be escaped by whoever shows it. */
export interface EvidenceRow {
  readonly evidence: string;
  /** Relative to the run folder; null for what could not be captured. */
  readonly file: string | null;
  /** How many lines the file has; null where it is not counted. */
  readonly lines: number | null;
  readonly state: string;
}

/** The evidence of a run, probe by probe with its last answer, then what is missing. */
export function evidenceTable(metadata: Pick<RunMetadata, 'captures' | 'missing'>): readonly EvidenceRow[] {
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
  return [...answered, ...missing];
}
