import type { JournalTerminals } from '../journal/journalTerminals.ts';
import { pickVm } from '../vms/pickVm.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** Shows a VM's journal in a terminal; a keybinding or another extension may name a `unit` and a `priority`. */
export function showJournal(sessions: VmSessions, terminals: JournalTerminals): Command {
  return {
    id: 'bootImageVm.showJournal',
    doing: 'show the journal',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'running', placeHolder: 'The journal of which VM?' });
      if (session !== undefined) terminals.show(session, wishOf(argument));
    },
  };
}

function wishOf(argument: unknown): { readonly unit?: string; readonly priority?: string } | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { unit, priority } = argument as Readonly<Record<string, unknown>>;
  if (typeof unit !== 'string' && typeof priority !== 'string') return undefined;
  return {
    ...(typeof unit === 'string' ? { unit } : {}),
    ...(typeof priority === 'string' ? { priority } : {}),
  };
}
