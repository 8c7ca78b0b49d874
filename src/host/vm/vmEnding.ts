import { consoleByQemu } from '../../core/artefacts/consoleByQemu.ts';
import { missingConsole } from '../../core/artefacts/missingConsole.ts';
import { Deadline } from '../../core/common/deadline.ts';
import { messageOf } from '../../core/common/userError.ts';
import type { QemuExit } from '../../core/vm/qemuProcess.ts';
import { goDownStopLadder, stopStepTitle } from '../../core/vm/stopLadder.ts';
import type { ChannelState, VmEnd } from '../protocol/vmState.ts';
import { describeEnd } from './describeEnd.ts';
import { endTrouble } from './endTrouble.ts';
import type { VmParts } from './vmParts.ts';

/** Why a VM ended, in a word for programs and a sentence for people. */
export type EndCause = Pick<VmEnd, 'cause' | 'sentence'>;

/** A guest that has been silent for so long is not waited for when it is to power itself off. */
const frozenAfterMs = 10_000;
const powerOffTimeoutMs = 10_000;
const drainTimeoutMs = 5_000;
const screenshotTimeoutMs = 3_000;

/**
 * The end of a VM: going down the stop ladder, and completing its run folder when QEMU is gone.
 *
 * Invariant: the first cause that is noted is the one that is told.
 */
export class VmEnding {
  readonly #parts: VmParts;
  #cause: EndCause | undefined;
  #stopping: Promise<void> | undefined;
  #step: string | undefined;
  #isOver = false;

  constructor(parts: VmParts) {
    this.#parts = parts;
  }

  /** QEMU has ended; what follows is tidying up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  note(cause: EndCause | undefined): void {
    this.#cause ??= cause;
  }

  /** Settles when QEMU is gone. Asked again, it waits for the same end. */
  async stop({ kill }: { readonly kill: boolean }): Promise<void> {
    if (kill) this.#parts.begun.machine.qemu.kill('SIGKILL');
    this.#stopping ??= this.#descend(kill);
    await this.#stopping;
  }

  /** Completes what was recorded. */
  async complete(exit: QemuExit): Promise<VmEnd> {
    const { link, runFolder, hub, journal, recorder, findings } = this.#parts;
    this.#isOver = true;
    link.dispose();
    // The ladder knows by which step it ended.
    await this.#stopping;
    const end = describeEnd(exit, { cause: this.#cause, step: this.#step });
    runFolder.log(`end: ${end.sentence}`);
    // QEMU's exit is seen before its socket is read to the end.
    await new Deadline('the rest of the console', drainTimeoutMs).race(hub.drained).catch((error: unknown) => {
      runFolder.log(messageOf(error));
    });
    await this.#completeConsole();
    hub.end();
    await journal.end();
    recorder.end();
    await runFolder.updateMetadata(recorder.seen);
    await findings.end(endTrouble(end, exit.stderr));
    await runFolder.finish(end);
    return end;
  }

  async #descend(kill: boolean): Promise<void> {
    const { begun, link, controls, recorder, runFolder, journal } = this.#parts;
    const { qemu, qmp } = begun.machine;
    const { state } = link;
    if (!kill) journal.want();
    if (!kill) await controls.resumeToStop();
    if (!kill && state.state !== 'ready') await this.#keepLastScreen();
    link.seekNoMore('The VM is being stopped.');
    const step = await goDownStopLadder({
      qemu,
      qmp,
      kill,
      // A guest that has not come to its userspace does not listen to the power button.
      powerButton: ['userspace', 'login', 'ready'].includes(recorder.observer.phase) ? 'press' : 'skip',
      askGuest: state.state === 'ready' && !isFrozen(state) ? () => this.#askGuestToPowerOff() : undefined,
      log: (line) => runFolder.log(line),
    });
    this.#step = stopStepTitle[step];
  }

  /** Of a guest that could not be asked, its screen may show more than its console. */
  async #keepLastScreen(): Promise<void> {
    const { controls, runFolder } = this.#parts;
    const deadline = new Deadline('the last screen', screenshotTimeoutMs);
    await deadline
      .race(controls.run({ kind: 'screenshot' }))
      .catch((error: unknown) => runFolder.log(messageOf(error)));
  }

  async #askGuestToPowerOff(): Promise<void> {
    const channel = await this.#parts.link.ready(1);
    await channel.run({ command: { script: 'systemctl poweroff || poweroff' }, timeoutMs: powerOffTimeoutMs });
  }

  /** Takes what QEMU had of the guest and could not send any more. */
  async #completeConsole(): Promise<void> {
    const { runFolder, begun, hub } = this.#parts;
    try {
      const rest = await missingConsole(runFolder.path, begun.start);
      if (rest === undefined) runFolder.log(`serial.log: it does not fit to ${consoleByQemu}`);
      if (rest === undefined || rest.length === 0) return;
      hub.complete(rest);
      runFolder.log(`serial.log: the last bytes, ${String(rest.length)}, are from QEMU's own log`);
    } catch (error) {
      runFolder.noteProblem('serial.log', error);
    }
  }
}

function isFrozen({ silentSince }: Extract<ChannelState, { state: 'ready' }>): boolean {
  return silentSince !== undefined && Date.now() - Date.parse(silentSince) > frozenAfterMs;
}
