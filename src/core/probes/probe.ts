/** How a probe's machine-readable output is read; one file per reader in `readers/`. */
export const readerNames = [
  'keyValue',
  'json',
  'jsonLines',
  'lines',
  'text',
  'listJobs',
  'mdstat',
  'systemdAnalyze',
  'bootUnits',
] as const;
export type ReaderName = (typeof readerNames)[number];

export const probeGroups = ['service', 'journal', 'network', 'storage', 'system'] as const;
/** The built-in groups; a profile may name its own. */
export type ProbeGroup = (typeof probeGroups)[number] | (string & {});

/** One test of a reading. `path` is dotted: `STATE`, `0.addr_info.0.local`, `length`; an empty path is the whole reading. */
export interface Check {
  readonly path: string;
  readonly equals?: string | number | boolean | null;
  readonly oneOf?: readonly (string | number | boolean | null)[];
  /** A regular expression, matched against the value as text. */
  readonly matches?: string;
  readonly exists?: boolean;
}

/** What a right answer looks like; all checks have to hold. */
export interface Expectation {
  /** In a person's words: "storage is applied". */
  readonly title: string;
  readonly checks: readonly Check[];
}

/** A named question to the guest. Data, so that a profile can add its own in the same form. */
export interface Probe {
  /** Letters, digits and dashes; unique; names the capture's files. */
  readonly id: string;
  readonly group: ProbeGroup;
  readonly title: string;
  /** POSIX sh; its output is the human text and the evidence. */
  readonly command: string;
  readonly timeoutMs: number;
  /** The machine-readable source beside it. Without `command`, the output of the probe's own command is read. */
  readonly reading?: { readonly command?: string; readonly reader: ReaderName };
  readonly expectation?: Expectation;
}

/** Something to wait for, as a profile names it: a probe by its id, repeated until its reading is what is waited for. */
export interface WaitWish {
  /** Letters, digits and dashes; unique. */
  readonly id: string;
  /** As a noun phrase, for "Gave up waiting for …": "pre-nixos.service to finish". */
  readonly title: string;
  readonly probe: string;
  readonly until: Expectation;
  readonly timeoutMs: number;
}

/** Whether an answer was what was expected; `unknown` says why it could not be told. */
export type ExpectationResult =
  | { readonly state: 'met'; readonly title: string }
  | { readonly state: 'unmet'; readonly title: string; readonly found: string }
  | { readonly state: 'unknown'; readonly title: string; readonly why: string };
