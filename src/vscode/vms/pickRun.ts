import { pickVm } from './pickVm.ts';
import type { VmSession } from './vmSession.ts';
import type { VmSessions } from './vmSessions.ts';

/** A run folder, and the VM that it is of if this window has it on its list. */
export interface PickedRun {
  readonly runFolder: string;
  readonly profile: string;
  readonly session: VmSession | undefined;
}

/**
 * The run that a command is for: one of the past that it was started on, else that of a VM (as `pickVm`).
 *
 * @param target the command's argument: a tree element of either view, or nothing
 */
export async function pickRun(
  sessions: VmSessions,
  target: unknown,
  placeHolder: string,
): Promise<PickedRun | undefined> {
  const past = pastRunOf(target);
  if (past !== undefined) {
    const session = sessions.all.find(({ state }) => state.runFolder === past.runFolder);
    return { ...past, session };
  }
  const session = await pickVm(sessions, target, { among: 'all', placeHolder });
  return session === undefined
    ? undefined
    : { runFolder: session.state.runFolder, profile: session.state.profile, session };
}

function pastRunOf(target: unknown): { readonly runFolder: string; readonly profile: string } | undefined {
  if (typeof target !== 'object' || target === null || !('runFolder' in target) || !('profile' in target)) {
    return undefined;
  }
  const { runFolder, profile } = target;
  return typeof runFolder === 'string' && typeof profile === 'string' ? { runFolder, profile } : undefined;
}
