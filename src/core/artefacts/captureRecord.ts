import type { ChannelKind } from '../guest/guestChannel.ts';
import type { ExpectationResult } from '../probes/probe.ts';

/** One entry of `captures` in metadata.json (schema version 1). */
export interface CaptureRecord {
  /** `NNNN-<probe id>`, in the order of answers. */
  readonly id: string;
  readonly probe: string;
  readonly title: string;
  readonly command: string;
  readonly exitStatus: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly channel: ChannelKind;
  readonly timedOut: boolean;
  readonly truncated: boolean;
  /** Length of stdout. */
  readonly bytes: number;
  /** Lines of stdout, the last one also without a newline. */
  readonly lines?: number;
  /** Of stdout, hexadecimal; equals that of `file`. */
  readonly sha256: string;
  /** Paths relative to the run folder. */
  readonly file: string;
  readonly stderrFile: string | null;
  readonly readingFile: string | null;
  readonly expectation: ExpectationResult | null;
}
