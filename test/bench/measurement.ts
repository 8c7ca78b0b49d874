/** One row of the benchmark's table. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | 'MB/s' | 'times' | 'answers';
  /** What is counted, how often. */
  readonly how: string;
}
