import { delay } from '../../core/common/delay.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import type { Disposable } from '../../core/common/event.ts';
import type { BootPhase } from '../../core/console/phases/bootPhase.ts';
import { CursorLine } from '../../core/console/login/cursorLine.ts';
import { loginOnConsole, type OpenDoor } from '../../core/console/login/loginOnConsole.ts';
import type { ConsoleAccess, ConsoleTurn, DoorWish } from '../../core/guest/inband/consoleAccess.ts';
import type { Login } from '../../core/image/profile/profile.ts';
import type { ConsoleHub } from './consoleHub.ts';

/** After a person's last key. */
const personPauseMs = 2_000;
const lookAgainMs = 100;
const lookedAtCharacters = 4_096;

interface ConsoleTurnsOptions {
  readonly hub: ConsoleHub;
  readonly login: Login;
  readonly phase: () => BootPhase;
  readonly log: (line: string) => void;
}

/**
 * The console for the guest channel, when it has no other way: a turn at a time, and none while a person is at it.
 *
 * That a person's program is gone and the shell is back is seen by its prompt, as it stood when the last turn ended. It
 * decides when a turn may begin, and nothing else: that a shell reads is proven by what it says.
 */
export class ConsoleTurns implements ConsoleAccess, Disposable {
  readonly onData: ConsoleAccess['onData'];
  readonly onKeysHeld: ConsoleAccess['onKeysHeld'];
  readonly #options: ConsoleTurnsOptions;
  readonly #store = new DisposableStore();
  /** The end of what the console has shown. */
  #recent = '';
  /** What the console has shown since a person's last key. */
  #sinceKeys = '';
  #keysAtMs = -Infinity;
  #prompt = '';
  #promptAtMs = -Infinity;

  constructor(options: ConsoleTurnsOptions) {
    const { hub } = options;
    this.#options = options;
    this.onData = hub.onData;
    this.onKeysHeld = hub.onKeysHeld;
    this.#store.add(
      hub.onData((data) => {
        const text = data.toString('latin1', Math.max(0, data.length - lookedAtCharacters));
        this.#recent = (this.#recent + text).slice(-lookedAtCharacters);
        this.#sinceKeys = (this.#sinceKeys + text).slice(-lookedAtCharacters);
      }),
    );
    this.#store.add(
      hub.onKeys(() => {
        this.#keysAtMs = performance.now();
        this.#sinceKeys = '';
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  async whenFree(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.#isFree()) await delay(lookAgainMs, signal);
  }

  take(): ConsoleTurn {
    const { hub } = this.#options;
    const typing = hub.automation();
    const view = hub.view.hold();
    return {
      write: (text) => typing.write(text),
      show: (bytes) => view.show(bytes),
      hide: (bytes) => view.hide(bytes),
      dispose: () => {
        this.#prompt = this.#cursorLine();
        this.#promptAtMs = performance.now();
        view.dispose();
        typing.dispose();
      },
    };
  }

  async openDoor(turn: ConsoleTurn, wish: DoorWish): Promise<OpenDoor> {
    const { login, phase, log } = this.#options;
    const console = { onData: this.onData, phase, write: (text: string) => turn.write(text) };
    const isAtPrompt = wish.makeDoor !== undefined;
    const logged = isAtPrompt ? (): void => undefined : log;
    return await loginOnConsole(console, { login, shell: isAtPrompt ? 'isThere' : 'wasThere', log: logged, ...wish });
  }

  #isFree(): boolean {
    if (this.#keysAtMs <= this.#promptAtMs) return true;
    if (performance.now() - this.#keysAtMs < personPauseMs) return false;
    // Kernel messages may have come behind the prompt.
    if (this.#prompt !== '' && this.#sinceKeys.includes(this.#prompt)) return true;
    const line = this.#cursorLine();
    return line !== '' && line.at(-1) === (this.#prompt.at(-1) ?? line.at(-1));
  }

  #cursorLine(): string {
    const line = new CursorLine();
    line.push(Buffer.from(this.#recent, 'latin1'));
    return line.text.trimEnd();
  }
}
