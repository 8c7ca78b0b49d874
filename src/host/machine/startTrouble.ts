import { UserError } from '../../core/common/userError.ts';
import { qemuTrouble } from '../../core/findings/qemuTrouble.ts';
import type { HostTrouble } from '../../core/findings/runFacts.ts';

/** What of a failed start lies with this machine; `startMachine` gives QEMU's own words as the cause of its error. */
export function startTrouble(error: unknown): HostTrouble | undefined {
  return error instanceof UserError && error.cause instanceof Error ? qemuTrouble(error.cause.message) : undefined;
}
