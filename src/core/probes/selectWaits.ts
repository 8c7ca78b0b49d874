import { UserError } from '../common/userError.ts';
import { builtInProbes } from './builtInProbes.ts';
import { builtInWaits } from './builtInWaits.ts';
import type { Probe, WaitWish } from './probe.ts';
import type { Wait } from './wait.ts';

/**
 * The waits of a VM, in the profile's order: built-in ones by their id, its own with their probe.
 *
 * Errors: UserError of reason `usage` for an id that no wait or no probe has, naming those there are.
 */
export function selectWaits(wishes: readonly (string | WaitWish)[], ownProbes: readonly Probe[]): readonly Wait[] {
  const probes = new Map([...builtInProbes, ...ownProbes].map((probe) => [probe.id, probe]));
  const waits = wishes.map((wish): Wait => {
    if (typeof wish === 'string') return builtInWait(wish, probes);
    const probe = probes.get(wish.probe);
    if (probe !== undefined) return { ...wish, probe };
    throw new UserError('usage', `The wait “${wish.id}” asks the probe “${wish.probe}”, which there is not.`, {
      next: `There are: ${[...probes.keys()].join(', ')}.`,
    });
  });
  return [...new Map(waits.map((wait) => [wait.id, wait])).values()];
}

/** A profile may have replaced the probe that a built-in wait asks. */
function builtInWait(id: string, probes: ReadonlyMap<string, Probe>): Wait {
  const wait = builtInWaits.find((each) => each.id === id);
  if (wait !== undefined) return { ...wait, probe: probes.get(wait.probe.id) ?? wait.probe };
  throw new UserError('usage', `There is no wait “${id}”.`, {
    next: `There are: ${builtInWaits.map((each) => each.id).join(', ')}; a profile can describe its own.`,
  });
}
