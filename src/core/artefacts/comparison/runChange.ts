/** One thing that differs between two runs. */
export interface RunChange {
  readonly direction: 'worse' | 'better' | 'changed';
  readonly subject: 'outcome' | 'pace' | 'probe' | 'phase' | 'unit' | 'failure' | 'finding';
  /** What it is about: a probe's title, a unit's name. */
  readonly title: string;
  /** How it was and how it is now, in words; null where there was or is nothing. */
  readonly before: string | null;
  readonly after: string | null;
  /** Of a probe: its captures, relative to each run folder. */
  readonly files?: { readonly before: string; readonly after: string };
}

export interface RunComparison {
  readonly before: string;
  readonly after: string;
  readonly gotWorse: boolean;
  /** What got worse first. */
  readonly changes: readonly RunChange[];
}

/** What stands before the title of a change, for people. */
export const changeSubjects = {
  outcome: '',
  pace: '',
  probe: '',
  phase: 'phase ',
  unit: 'unit ',
  failure: 'on the console: ',
  finding: 'finding: ',
} as const satisfies Record<RunChange['subject'], string>;
