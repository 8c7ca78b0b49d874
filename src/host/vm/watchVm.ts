import type { Disposable } from '../../core/common/event.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { messageOf } from '../../core/common/userError.ts';
import { afterFirstQuestions } from '../guest/afterFirstQuestions.ts';
import { watchForDeadlock } from '../guest/deadlockWatch.ts';
import { watchGuestLife } from '../guest/watchGuestLife.ts';
import { distrust } from '../machine/startTrustedMachine.ts';
import { watchAccelerator } from '../machine/watchAccelerator.ts';
import { roomTrouble } from './roomTrouble.ts';
import type { EndCause, VmEnding } from './vmEnding.ts';
import type { VmParts } from './vmParts.ts';

/** By QMP's reason for SHUTDOWN; the last two come where a profile's own arguments say so (`-no-reboot`, `-action`). */
const shutdownCauses: Readonly<Record<string, EndCause>> = {
  'guest-shutdown': { cause: 'guestPowerOff', sentence: 'The guest powered itself off.' },
  'guest-reset': { cause: 'guestPowerOff', sentence: 'The guest restarted, with which this machine ends.' },
  'guest-panic': { cause: 'guestPanic', sentence: "The guest's kernel panicked." },
};

/** Lets the parts of a VM know of each other's changes, and the run folder of all of them, until the VM's end. */
export function watchVm(parts: VmParts, ending: VmEnding, changed: () => void): Disposable {
  const { hub, desk, findings, controls, runFolder, begun } = parts;
  const store = new DisposableStore();
  store.add(watchConsole(parts, changed));
  store.add(watchChannel(parts, ending, changed));
  store.add(watchLife(parts));
  store.add(
    watchAccelerator(begun.machine, parts.spec.accelerator, (why) => {
      void endDistrusted(parts, ending, why);
    }),
  );
  store.add(
    begun.machine.qmp.onEvent(({ event, data }) => {
      runFolder.log(`QEMU: ${event}${data === undefined ? '' : ` ${JSON.stringify(data)}`}`);
      if (event === 'SHUTDOWN') ending.note(shutdownCauses[String(data?.['reason'])]);
    }),
  );
  store.add(
    controls.onChanged(() => {
      findings.trouble = roomTrouble(controls.state);
      findings.link = controls.state.link;
    }),
  );
  store.add(desk.onAnswered((answered) => findings.take(answered)));
  store.add(hub.onProblem((error) => runFolder.noteProblem('serial.log', error)));
  store.add(runFolder.onProblem((problem) => runFolder.log(problem.full)));
  for (const event of [desk.onChanged, findings.onChanged, controls.onChanged]) store.add(event(changed));
  store.add(hub.onAutomationTyping(changed));
  return store;
}

function watchConsole({ recorder, runFolder, findings }: VmParts, changed: () => void): Disposable {
  const { observer } = recorder;
  const store = new DisposableStore();
  const record = (): void => {
    void runFolder.updateMetadata(recorder.seen);
    findings.look();
    changed();
  };
  store.add(
    observer.onPhase((entry) => {
      runFolder.log(`phase: ${entry.phase}`);
      record();
    }),
  );
  store.add(
    observer.onFailure((failure) => {
      runFolder.log(`console: ${failure.title}`);
      record();
    }),
  );
  store.add(observer.onFailureCompleted(record));
  return store;
}

function watchChannel(parts: VmParts, ending: VmEnding, changed: () => void): Disposable {
  const { link, recorder, runFolder, findings } = parts;
  const store = new DisposableStore();
  store.add(link.onSilenceChanged(changed));
  store.add(
    link.onStateChanged((state) => {
      if (state.state === 'ready') {
        recorder.observer.markReady(recorder.elapsedMs);
        void followJournal(parts);
        void lookForDeadlock(parts);
        void runFolder.updateMetadata({ channel: { kind: state.kind, why: null }, failure: null });
      }
      // That the channel goes with the VM is no failure: how it stood before is what counts.
      if (state.state === 'none' && !ending.isOver) {
        void runFolder.updateMetadata({ channel: { kind: 'none', why: state.why }, failure: state.why });
        findings.look();
      }
      changed();
    }),
  );
  return store;
}

function watchLife({ begun, recorder, controls, link, findings, journal, ssh, signal }: VmParts): Disposable {
  const { observer } = recorder;
  return watchGuestLife({
    qmp: begun.machine.qmp,
    observer,
    controls,
    link,
    onRestarted: () => {
      findings.forgetCaptures();
      journal.startAnew();
      ssh.forgetHostKey();
    },
    onSurvived: () => observer.markReady(recorder.elapsedMs),
    signal,
  });
}

/** The machine is lost; what can be done is that the next one runs. */
async function endDistrusted({ spec, begun }: VmParts, ending: VmEnding, why: string): Promise<void> {
  const isAuto = spec.profile.accelerator === 'auto';
  const next = isAuto ? 'The next launch takes emulation.' : 'Choose the accelerator auto or tcg.';
  ending.note({ cause: 'qemuExit', sentence: `${why}. ${next}` });
  begun.machine.qemu.kill('SIGKILL');
  if (isAuto) await distrust(spec, why);
}

async function followJournal({ journal, link, runFolder, signal }: VmParts): Promise<void> {
  try {
    journal.follow(await link.ready(1, signal));
  } catch (error) {
    // The channel is gone again; the next one is followed.
    if (!signal.aborted) runFolder.log(`journal: ${messageOf(error)}`);
  }
}

/** A boot that hangs in a deadlock names its cause by itself: the answer that shows it is filed as if it had been asked for. */
async function lookForDeadlock({ desk, link, runFolder, signal }: VmParts): Promise<void> {
  const probe = desk.statuses.find((status) => status.probe.id === 'jobs')?.probe;
  if (probe === undefined) return;
  try {
    const channel = await link.ready(1, signal);
    await afterFirstQuestions(channel, signal);
    const answer = await watchForDeadlock({ channel, probe, signal });
    if (answer !== undefined) await desk.file(answer);
  } catch (error) {
    // The VM ended, or its channel did; whoever asks next is told why.
    if (!signal.aborted) runFolder.log(`watch for deadlocks: ${messageOf(error)}`);
  }
}
