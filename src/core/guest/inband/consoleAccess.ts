import type { Deadline } from '../../common/deadline.ts';
import type { Disposable, Event } from '../../common/event.ts';
import type { OpenDoor } from '../../console/login/loginOnConsole.ts';
import type { MakeDoor } from '../../console/login/shellDoor.ts';

/** The console as the channel on it uses it: in turns, a person's in between. */
export interface ConsoleAccess {
  readonly onData: Event<Buffer>;
  /** A person types while it is not their turn. */
  readonly onKeysHeld: Event<void>;
  /** Settles when nobody is at the console: a shell shows its prompt, and no keys have come for a while. */
  whenFree(signal: AbortSignal): Promise<void>;
  take(): ConsoleTurn;
  /** Finds the shell, by way of a login if need be, and types a door at it. */
  openDoor(turn: ConsoleTurn, options: DoorWish): Promise<OpenDoor>;
}

export interface DoorWish {
  readonly makeDoor?: MakeDoor;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
}

/**
 * From `take` to `dispose` a person's keys are held back, and what comes is shown to nobody before it was decided on: in
 * order, byte by byte.
 */
export interface ConsoleTurn extends Disposable {
  write(text: string): void;
  show(bytes: number): void;
  hide(bytes: number): void;
}
