import * as vscode from 'vscode';
import { openReport } from '../editors/openReport.ts';
import { openRunFile } from '../editors/openRunFile.ts';
import { pickVm } from '../vms/pickVm.ts';
import { targetOf } from '../vms/targetOf.ts';
import type { VmSessions } from '../vms/vmSessions.ts';
import type { Command } from './command.ts';

/** The click on a finding: its first piece of evidence, or the report if it names none. */
export function openFinding(sessions: VmSessions): Command {
  return {
    id: 'bootImageVm.openFinding',
    doing: 'open the evidence',
    run: async (argument) => {
      const session = await pickVm(sessions, argument, { among: 'all', placeHolder: 'A finding of which VM?' });
      const finding = session?.state.findings[targetOf(argument)?.finding ?? 0];
      if (session === undefined || finding === undefined) return;
      const [evidence] = finding.evidence;
      if (evidence === undefined) {
        await openReport(vscode.Uri.joinPath(vscode.Uri.file(session.state.runFolder), 'README.md').fsPath);
        return;
      }
      const selection = new vscode.Range(evidence.firstLine - 1, 0, evidence.lastLine - 1, Number.MAX_SAFE_INTEGER);
      await openRunFile(session.state.runFolder, evidence.file, { selection });
    },
  };
}
