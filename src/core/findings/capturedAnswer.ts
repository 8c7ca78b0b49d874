/** One answer of a probe as the rules see it. */
export interface CapturedAnswer {
  readonly probe: string;
  readonly title: string;
  /** Of stdout, relative to the run folder. */
  readonly file: string;
  readonly stderrFile: string | null;
  /** Of stdout: line n is at n - 1. */
  readonly lines: readonly string[];
  /** When the guest was asked, by the host's clock. */
  readonly askedAtMs: number;
  readonly exitStatus: number;
  readonly timedOut: boolean;
  /** What was read from it; undefined if it could not be read, or is not read at all. */
  readonly value: unknown;
}
