import { UserError } from '../common/userError.ts';
import type { Probe } from './probe.ts';

/**
 * The probes of a VM, in order: the built-in ones, each replaced in its place by the profile's own of the same id, then the
 * rest of the profile's; of these the selected ones, in the order of the selection.
 *
 * Errors: UserError of reason `usage` for an id that no probe has, naming those there are.
 */
export function selectProbes(
  builtIn: readonly Probe[],
  own: readonly Probe[],
  selection?: readonly string[],
): readonly Probe[] {
  const all = new Map([...builtIn, ...own].map((probe) => [probe.id, probe]));
  if (selection === undefined) return [...all.values()];
  const unknown = selection.filter((id) => !all.has(id));
  if (unknown.length > 0) {
    const names = unknown.map((id) => `“${id}”`).join(', ');
    throw new UserError('usage', `There is no probe ${names}.`, { next: `There are: ${[...all.keys()].join(', ')}.` });
  }
  return [...new Set(selection)].flatMap((id) => all.get(id) ?? []);
}
