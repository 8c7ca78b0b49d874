import type { Disposable } from '../../core/common/event.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { BootObserver } from '../../core/console/bootObserver.ts';
import type { QmpClient } from '../../core/vm/qmpClient.ts';
import type { GuestLink } from './guestLink.ts';
import type { MachineControls } from '../machine/machineControls.ts';

/**
 * Tells the guest channel what becomes of the guest below it. QEMU is believed. What the console shows may have been
 * written there by anybody, an old log for one, so that a channel first has the chance to prove that it is still there.
 */
export function watchGuestLife(options: {
  readonly qmp: QmpClient;
  readonly observer: BootObserver;
  readonly controls: MachineControls;
  readonly link: GuestLink;
  /** The guest started anew: what was known of it is of no use any more. */
  readonly onRestarted: () => void;
  /** It did not, although the console looks like that. */
  readonly onSurvived: () => void;
  readonly signal: AbortSignal;
}): Disposable {
  const { qmp, observer, controls, link, signal } = options;
  const store = new DisposableStore();
  store.add(
    observer.onRestart(() => {
      void link.test(signal).then((agent) => {
        if (agent === 'alive') options.onSurvived();
        else if (!signal.aborted) {
          link.restart('the guest started anew');
          options.onRestarted();
        }
      });
    }),
  );
  store.add(
    observer.onFailure(({ kind }) => {
      if (kind !== 'kernelPanic') return;
      void link.test(signal).then((agent) => {
        if (agent === 'dead' && !signal.aborted) link.crash(panicked);
      });
    }),
  );
  store.add(controls.onChanged(() => (link.isPaused = controls.state.running === 'paused')));
  store.add(
    qmp.onEvent(({ event, data }) => {
      if (event === 'RESET') {
        if (data?.['guest'] === false) observer.expectRestart();
        link.restart('the machine was reset');
      }
      if (event === 'GUEST_PANICKED') link.crash(panicked);
      // The agent's port closes with the agent: the guest is going down, or the agent was killed.
      if (event === 'VSERPORT_CHANGE' && data?.['open'] === false && data['id'] === 'guest') {
        link.lose('the agent in the guest has ended');
      }
    }),
  );
  return store;
}

const panicked = "The guest's kernel panicked.";
