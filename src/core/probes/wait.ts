import type { Expectation, Probe } from './probe.ts';

/** Something to wait for in the guest: a probe that is repeated until its reading is what is waited for. Data, as probes are. */
export interface Wait {
  /** Letters, digits and dashes; unique. */
  readonly id: string;
  /** As a noun phrase, for "Gave up waiting for …": "pre-nixos.service to finish". */
  readonly title: string;
  readonly probe: Probe;
  readonly until: Expectation;
  readonly timeoutMs: number;
}
