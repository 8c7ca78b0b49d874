import { join } from 'node:path';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { messageOf, UserError } from '../../core/common/userError.ts';
import type { Profile } from '../../core/image/profile/profile.ts';
import type { MachineAction, MachineActionResult } from '../../core/vm/machineAction.ts';
import type { ActiveForward, AttachedDisk, MachineState } from '../../core/vm/machineState.ts';
import { parseKeys } from '../../core/vm/parseKeys.ts';
import type { QmpClient } from '../../core/vm/qmpClient.ts';
import { AttachedDisks } from './attachedDisks.ts';
import { freeFileName } from '../../core/artefacts/freeFileName.ts';
import { watchRoom } from './watchRoom.ts';

interface MachineControlsOptions {
  readonly qmp: QmpClient;
  readonly profile: Profile;
  readonly forwards: readonly ActiveForward[];
  readonly disksFolder: string;
  readonly runFolder: string;
  readonly log: (line: string) => void;
}

/** What a person does to the machine from outside of its guest, and how the machine stands because of it. */
export class MachineControls implements Disposable {
  readonly #options: MachineControlsOptions;
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<undefined>());
  readonly #disks: AttachedDisks;
  #state: MachineState;
  /** A person's last word, which may have been said while the machine stood still anyway. */
  #isPauseWanted = false;

  readonly onChanged: Event<undefined> = this.#changed.event;

  constructor(options: MachineControlsOptions) {
    this.#options = options;
    const { network, machine } = options.profile;
    this.#disks = this.#store.add(new AttachedDisks(options.qmp, machine, options.disksFolder));
    this.#store.add(this.#disks.onChanged(() => this.#set({ attachedDisks: this.#disks.all })));
    this.#state = {
      running: 'running',
      link: network.kind === 'none' ? 'absent' : network.link,
      attachedDisks: [],
      forwards: options.forwards,
    };
    // QEMU may stop a machine by itself, and several clients may pause and resume: what it says counts.
    this.#store.add(
      options.qmp.onEvent(({ event }) => {
        if (event === 'STOP') this.#set({ running: 'paused' });
        if (event === 'RESUME') this.#set({ running: 'running' });
      }),
    );
    this.#store.add(
      watchRoom(options.qmp, (noRoomIn) => {
        if (noRoomIn !== this.#state.noRoomIn) this.#set({ noRoomIn });
      }),
    );
  }

  get state(): MachineState {
    return this.#state;
  }

  /**
   * Errors: UserError of reason `usage` (nothing to do it to, no such key), `environment` (an image that is not there),
   * `guest` (it does not take part) or `vm`, with QEMU's own words.
   */
  async run(action: MachineAction): Promise<MachineActionResult> {
    this.#options.log(`control: ${JSON.stringify(action)}`);
    try {
      const result = await this.#do(action);
      this.#options.log(`control: ${result.sentence}`);
      return result;
    } catch (error) {
      this.#options.log(`control: ${messageOf(error)}`);
      if (error instanceof UserError) throw error;
      throw new UserError('vm', `QEMU refused: ${messageOf(error)}.`, { cause: error });
    }
  }

  /** A paused guest cannot power itself off. */
  async resumeToStop(): Promise<void> {
    if (this.#state.running === 'paused') await this.run({ kind: 'resume' }).catch(() => undefined);
  }

  /**
   * Stops the machine, does what needs it to stand still, and lets it run on, unless a person has paused it meanwhile.
   *
   * Errors: those of `work`; UserError `vm` if the machine did not stand still until the end of it.
   */
  async standStill<T>(work: () => Promise<T>): Promise<T> {
    const { qmp } = this.#options;
    const disturbances: string[] = [];
    const watch = qmp.onEvent(({ event }) => {
      if (event === 'RESUME') disturbances.push('resumed');
      if (event === 'RESET') disturbances.push('reset');
    });
    try {
      await qmp.execute('stop');
      const result = await work();
      // What happened before QEMU answers has been told before.
      await qmp.execute('query-status');
      if (disturbances.length === 0) return result;
      throw new Error('The machine did not stand still');
    } catch (cause) {
      const [first] = disturbances;
      if (first === undefined) throw cause;
      throw new UserError('vm', `The machine was ${first} while it was being saved.`, {
        next: 'Save it again.',
        cause,
      });
    } finally {
      watch.dispose();
      if (!this.#isPauseWanted) await qmp.execute('cont').catch(() => undefined);
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #do(action: MachineAction): Promise<MachineActionResult> {
    const { qmp } = this.#options;
    switch (action.kind) {
      case 'reset':
        await qmp.execute('system_reset');
        return { sentence: 'The machine was reset.' };
      case 'powerButton':
        await qmp.execute('system_powerdown');
        return { sentence: 'The power button was pressed; what follows is up to the guest.' };
      case 'pause':
        this.#isPauseWanted = true;
        await qmp.execute('stop');
        return { sentence: 'The machine is paused.' };
      case 'resume':
        this.#isPauseWanted = false;
        await qmp.execute('cont');
        return { sentence: 'The machine runs on.' };
      case 'link':
        return await this.#setLink(action.link);
      case 'sendKeys':
        await qmp.execute('send-key', { keys: parseKeys(action.keys) });
        return { sentence: `${action.keys} was pressed.` };
      case 'screenshot':
        return await this.#takeScreenshot();
      case 'attachDisk':
        return attached(await this.#disks.attach(action.disk));
      case 'detachDisk':
        await this.#disks.detach(action.id);
        return { sentence: `The disk ${action.id} is detached.` };
    }
  }

  async #setLink(link: 'up' | 'down'): Promise<MachineActionResult> {
    if (this.#state.link === 'absent') {
      throw new UserError('usage', 'This machine has no network card.', {
        next: 'Leave out "network": {"kind": "none"} in its profile.',
      });
    }
    await this.#options.qmp.execute('set_link', { name: 'nic', up: link === 'up' });
    this.#set({ link });
    return { sentence: link === 'up' ? 'The network cable is plugged in.' : 'The network cable is unplugged.' };
  }

  async #takeScreenshot(): Promise<MachineActionResult> {
    const { qmp, runFolder } = this.#options;
    const file = freeFileName(runFolder, (number) => `diagnostics/screenshot-${number}.png`);
    await qmp.execute('screendump', { filename: join(runFolder, file), format: 'png' });
    return { sentence: `The screen is in ${file}.`, file };
  }

  #set(change: Partial<MachineState>): void {
    this.#state = { ...this.#state, ...change };
    this.#changed.fire(undefined);
  }
}

function attached({ id, bus, what }: AttachedDisk): MachineActionResult {
  return { sentence: `The disk ${id} (${what}, ${bus}) is attached.`, disk: id };
}
