import type { VmTarget } from '../tree/treeNode.ts';

/** A command's argument as a target, if it is one. */
export function targetOf(argument: unknown): VmTarget | undefined {
  if (typeof argument !== 'object' || argument === null || !('vmId' in argument)) return undefined;
  return typeof argument.vmId === 'string' ? (argument as VmTarget) : undefined;
}
