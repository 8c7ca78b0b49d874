import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/common/userError.ts';
import { channelText } from '../text/channelText.ts';
import { oneLine } from '../text/oneLine.ts';
import { phaseText } from '../text/phaseText.ts';
import { targetOf } from './targetOf.ts';
import type { VmSession } from './vmSession.ts';
import type { VmSessions } from './vmSessions.ts';

/**
 * The VM a command is for: the one it was started on, else the only one there is, else one that the person picks;
 * undefined if they pick none. Errors: UserError of reason `usage` if there is none.
 *
 * @param target the command's argument: a tree element, anything with a `vmId`, or nothing
 */
export async function pickVm(
  sessions: VmSessions,
  target: unknown,
  options: { readonly among: 'running' | 'all'; readonly placeHolder: string },
): Promise<VmSession | undefined> {
  const named = targetOf(target)?.vmId;
  if (named !== undefined) {
    const session = sessions.get(named);
    if (session === undefined) throw new UserError('usage', `VM ${named} is not on the list.`);
    if (options.among === 'running' && !session.isRunning) {
      throw new UserError('usage', `The VM ${session.name} has ended.`, {
        next: 'Its run folder holds what was captured.',
      });
    }
    return session;
  }
  const candidates = options.among === 'running' ? sessions.running : sessions.all;
  if (candidates.length === 0) {
    throw new UserError('usage', options.among === 'running' ? 'No VM is running.' : 'There is no VM.', {
      next: 'Start one with "Boot Image: Launch VM".',
    });
  }
  if (candidates.length === 1) return candidates[0];
  const items = candidates.map((session) => ({
    label: session.name,
    description: oneLine(`${phaseText(session.state)} · ${channelText(session.state.channel)}`),
    detail: basename(session.state.runFolder),
    session,
  }));
  return (await vscode.window.showQuickPick(items, { placeHolder: options.placeHolder }))?.session;
}
