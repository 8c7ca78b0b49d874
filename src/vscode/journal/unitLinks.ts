import * as vscode from 'vscode';
import { openCapture } from '../editors/openCapture.ts';
import { runWithProgress } from '../runWithProgress.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { type UnitInLine, unitsInLine } from './unitsInLine.ts';

class UnitLink extends vscode.TerminalLink {
  readonly unit: string;
  readonly session: VmSession;

  constructor({ unit, startIndex }: UnitInLine, session: VmSession) {
    super(startIndex, unit.length, 'Status and journal of the unit');
    this.unit = unit;
    this.session = session;
  }
}

/** Makes a unit's name in a VM's terminals a link to its status and journal. */
export class UnitLinks implements vscode.TerminalLinkProvider<UnitLink> {
  readonly #sessionOf: (terminal: vscode.Terminal) => VmSession | undefined;
  readonly #showError: (error: unknown) => void;

  /** @param sessionOf whose terminal it is; every terminal of the window is asked about */
  constructor(sessionOf: (terminal: vscode.Terminal) => VmSession | undefined, showError: (error: unknown) => void) {
    this.#sessionOf = sessionOf;
    this.#showError = showError;
  }

  provideTerminalLinks({ line, terminal }: vscode.TerminalLinkContext): UnitLink[] {
    const session = this.#sessionOf(terminal);
    if (session?.isRunning !== true) return [];
    return unitsInLine(line).map((found) => new UnitLink(found, session));
  }

  async handleTerminalLink({ unit, session }: UnitLink): Promise<void> {
    try {
      const capture = await runWithProgress({ title: unit, showAfterMs: 1000 }, async ({ signal }) => {
        return await session.client.inspectUnit(unit, { signal });
      });
      await openCapture(session.state, capture, 'editor');
    } catch (error) {
      this.#showError(error);
    }
  }
}
