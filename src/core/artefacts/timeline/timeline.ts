/** What happened when in a boot, ready to be drawn or listed. Labels may hold what a guest wrote. */
export interface Timeline {
  readonly title: string;
  /** The ends of the axis, in milliseconds since the VM was started. */
  readonly startMs: number;
  readonly endMs: number;
  readonly sections: readonly TimelineSection[];
  /** What a reader has to know beside it. */
  readonly notes: readonly string[];
}

export interface TimelineSection {
  readonly title: string;
  readonly bars: readonly TimelineBar[];
}

export interface TimelineBar {
  readonly label: string;
  readonly startMs: number;
  /** The same as `startMs` for what takes no time; null for what had not ended. */
  readonly endMs: number | null;
  readonly kind: 'phase' | 'unit' | 'starting' | 'failed';
  /** Whether it is on the critical chain. */
  readonly chain: 'on' | 'off';
}
