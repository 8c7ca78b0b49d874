import type { Probe, WaitWish } from './probe.ts';

/** Something to wait for in the guest: a probe that is repeated until its reading is what is waited for. Data, as probes are. */
export type Wait = Omit<WaitWish, 'probe'> & { readonly probe: Probe };
