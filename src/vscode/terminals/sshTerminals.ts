import { join } from 'node:path';
import * as vscode from 'vscode';
import { freeFileName } from '../../core/artefacts/freeFileName.ts';
import type { Disposable } from '../../core/common/event.ts';
import { sshArguments } from '../../core/ssh/sshArguments.ts';
import type { SshAccess } from '../../core/ssh/sshAccess.ts';
import type { Program } from '../../host/terminal/programRun.ts';
import { reachSsh } from '../vms/reachSsh.ts';
import type { VmSession } from '../vms/vmSession.ts';
import { ProgramPseudoterminal } from './programPseudoterminal.ts';
import { isClosedByPerson, RememberedTerminals } from './rememberedTerminals.ts';

/**
 * The SSH terminals of this window. The sessions in them end with the extension host; their terminals then come back, say so,
 * and connect again when a person wants it.
 */
export class SshTerminals implements Disposable {
  readonly #report: (error: unknown) => void;
  /** One VM may have several: an id for each. */
  readonly #remembered: RememberedTerminals<string>;
  readonly #sessions = new Map<vscode.Terminal, VmSession>();
  readonly #subscription: Disposable;

  /**
   * @param memory the workspace's
   * @param report takes errors that nobody waits for
   */
  constructor(memory: vscode.Memento, report: (error: unknown) => void) {
    this.#report = report;
    this.#remembered = new RememberedTerminals(memory, 'openSshTerminals', report);
    this.#subscription = vscode.window.onDidCloseTerminal((terminal) => {
      if (this.#sessions.delete(terminal) && isClosedByPerson(terminal)) this.#remember();
    });
  }

  /** Opens one, as soon as SSH answers. Errors: as reachSsh. */
  async connect(session: VmSession): Promise<void> {
    // What keeps it from answering is told to whoever asked, and no terminal is opened for it.
    const access = await reachSsh(session);
    let isFirst = true;
    const reach = async (): Promise<SshAccess> => {
      if (!isFirst) return await reachSsh(session);
      isFirst = false;
      return access;
    };
    this.#open(session, { program: async () => sshProgram(session, await reach()) }).show();
  }

  /** Opens again what was open before the window was reloaded, and takes the keyboard from nobody. */
  revive(running: readonly VmSession[]): void {
    const revived = this.#remembered.openBefore.flatMap((id) => running.find((each) => each.id === id) ?? []);
    const ended = 'This SSH session ended with the extension host.';
    for (const session of revived) {
      this.#open(session, { ended, program: async () => sshProgram(session, await reachSsh(session)) });
    }
    this.#remember();
    this.#remembered.removeDead(revived.map(terminalName));
  }

  sessionOf(terminal: vscode.Terminal): VmSession | undefined {
    return this.#sessions.get(terminal);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const terminal of this.#sessions.keys()) terminal.dispose();
    this.#sessions.clear();
  }

  #open(
    session: VmSession,
    content: { readonly program: () => Promise<Program>; readonly ended?: string },
  ): vscode.Terminal {
    const pty = new ProgramPseudoterminal({ ...content, again: 'to connect again', report: this.#report });
    const iconPath = new vscode.ThemeIcon('remote');
    const terminal = vscode.window.createTerminal({ name: terminalName(session), iconPath, pty });
    this.#sessions.set(terminal, session);
    this.#remember();
    return terminal;
  }

  #remember(): void {
    this.#remembered.remember([...this.#sessions.values()].map(({ id }) => id));
  }
}

const terminalName = ({ name }: VmSession): string => `SSH ${name}`;

/** What is said in each session is kept in a file of its own. */
function sshProgram({ state: { runFolder } }: VmSession, access: SshAccess): Program {
  const file = freeFileName(runFolder, (number) => `diagnostics/ssh-${number}.log`);
  return { file: 'ssh', argv: sshArguments(access), transcript: join(runFolder, file) };
}
