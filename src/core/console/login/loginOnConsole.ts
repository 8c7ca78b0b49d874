import type { Deadline } from '../../common/deadline.ts';
import { DisposableStore } from '../../common/disposableStore.ts';
import type { Event } from '../../common/event.ts';
import { UserError } from '../../common/userError.ts';
import type { Login } from '../../image/profile/profile.ts';
import { type BootPhase, bootPhaseTitle } from '../phases/bootPhase.ts';
import { CursorLine } from './cursorLine.ts';
import { decideLoginStep, isLoginPrompt, isPasswordPrompt, type LoginStep } from './decideLoginStep.ts';
import { type MakeDoor, makeShellDoor, type ShellDoor } from './shellDoor.ts';

/** The console as login uses it. */
export interface LoginConsole {
  readonly onData: Event<Buffer>;
  write(data: string): void;
  readonly phase: () => BootPhase;
}

export interface LoginOptions {
  readonly login: Login;
  /**
   * `wasThere`: one was found on this console before; its prompt has been written, and may not come again. `isThere`: its
   * prompt is what was written last.
   */
  readonly shell: 'sought' | 'wasThere' | 'isThere';
  /** What is typed at the shell; by default a door that waits for a line to run. */
  readonly makeDoor?: MakeDoor;
  readonly deadline: Deadline;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** A shell that has proven that it reads, and waits for one line to run. */
export interface OpenDoor {
  readonly userId: number;
  /** The name of the shell's program; empty if it could not be told. */
  readonly shell: string;
  /** The terminal's device in the guest: /dev/ttyS0. */
  readonly terminal: string;
  /** Runs it, unseen on the console, where a fresh prompt stands afterwards in the place of what was typed. */
  readonly run: (line: string) => void;
}

const tickMs = 30;
const refusalLimit = 2;
/** For a door to prove itself when the one before it has. */
const laterDoorPatienceMs = 1_000;
const doorsKept = 8;
/** Of the terminals that the console may be shown in: what is shorter stands on one row in each. */
const narrowestColumns = 80;
const announcement = '(automatic login)';
const eraseLine = '\x15';
const interrupt = '\x03';

/**
 * Logs in on the console and finds a shell there, whatever its prompt looks like.
 *
 * Errors: DeadlineError with the line that was seen last; UserError `vm` when user and password are refused.
 */
export async function loginOnConsole(console: LoginConsole, options: LoginOptions): Promise<OpenDoor> {
  const attempt = new LoginAttempt(console, options);
  try {
    return await options.deadline.race(attempt.run(options.deadline), options.signal);
  } finally {
    attempt.dispose();
  }
}

class LoginAttempt {
  readonly #store = new DisposableStore();
  readonly #line = new CursorLine();
  #recent = '';
  #lastByteAtMs = performance.now();
  #lastStep: LoginStep | undefined;
  #lastStepAtMs = performance.now();
  #loginSeen: boolean;
  readonly #isThere: boolean;
  #openPrompt: 'login' | 'password' | undefined;
  #doorTries = 0;
  #refusals = 0;
  /** The doors that were typed last, oldest first. */
  #doors: ShellDoor[] = [];
  /** One of them has been read. */
  #shellSeen = false;
  /** The newest of them that has proven itself, since when, and whether it was asked who is there. */
  #opened: { readonly door: ShellDoor; readonly atMs: number; readonly isAsked: boolean } | undefined;

  readonly #login: Login;
  readonly #makeDoor: MakeDoor;
  readonly #log: (line: string) => void;

  constructor(
    private readonly console: LoginConsole,
    options: LoginOptions,
  ) {
    this.#login = options.login;
    this.#log = options.log;
    this.#makeDoor = options.makeDoor ?? makeShellDoor;
    this.#loginSeen = options.shell !== 'sought';
    this.#isThere = options.shell === 'isThere';
  }

  async run(deadline: Deadline): Promise<OpenDoor> {
    return await new Promise<OpenDoor>((resolve, reject) => {
      const step = (): void => {
        deadline.lastSaw = this.#whatIsThere();
        const found = this.#find();
        if (found !== undefined) resolve(found);
        else if (this.#refusals >= refusalLimit) reject(this.#refused());
        else this.#take(this.#decide());
      };
      this.#store.add(
        this.console.onData((data) => {
          this.#see(data);
          step();
        }),
      );
      // A busy machine may have kept this process waiting: what has come meanwhile is read first, or it looks like a pause.
      let afterReading: NodeJS.Immediate | undefined;
      const timer = setInterval(() => (afterReading = setImmediate(step)), tickMs);
      this.#store.onDispose(() => {
        clearInterval(timer);
        clearImmediate(afterReading);
      });
      if (this.#isThere) this.#take('door');
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  /**
   * The shell, once it has answered who is there. What is typed is read in its order: a door by the shell or by the door
   * before it, then the question. So an answer to what was typed last shows that nothing else is on its way.
   */
  #find(): OpenDoor | undefined {
    const now = performance.now();
    const newest = this.#doors.findLast((door) => door.isOpen(this.#recent));
    if (newest !== undefined && newest !== this.#opened?.door) {
      this.#opened = { door: newest, atMs: now, isAsked: false };
      this.#shellSeen = true;
    }
    if (this.#opened === undefined) return undefined;
    const { door, atMs, isAsked } = this.#opened;
    const answer = isAsked || door.question === undefined ? door.findAnswer(this.#recent) : undefined;
    if (answer !== undefined) {
      const run = (line: string): void => this.console.write(`${door.runLine(line, this.#ownRows())}\r`);
      return { ...answer, run };
    }
    // One that was typed later is likely to be read next, or else is lost.
    if (!isAsked && door.question !== undefined && (door === this.#doors.at(-1) || now - atMs > laterDoorPatienceMs)) {
      this.#opened = { door, atMs, isAsked: true };
      this.#lastStepAtMs = now;
      this.console.write(`${door.question}\r`);
    }
    return undefined;
  }

  /** How many rows above the cursor hold nothing but what automation typed and got for it. */
  #ownRows(): number {
    if (this.#line.text !== '') return 0;
    const isOwn = (line: string): boolean =>
      line.length < narrowestColumns && this.#doors.some((door) => door.owns(line));
    const { finished } = this.#line;
    return finished.length - 1 - finished.findLastIndex((line) => !isOwn(line));
  }

  #whatIsThere(): string {
    const line = this.#line.text.trim().slice(-80);
    const phase = bootPhaseTitle[this.console.phase()];
    return line === '' ? `an empty line in the phase ${phase}` : `"${line}" in the phase ${phase}`;
  }

  #see(data: Buffer): void {
    this.#line.push(data);
    this.#lastByteAtMs = performance.now();
    this.#recent = (this.#recent + data.toString('latin1')).slice(-8_192);
    const text = this.#line.text;
    if (isLoginPrompt(text)) this.#openPrompt = 'login';
    else if (isPasswordPrompt(text)) this.#openPrompt = 'password';
    // The prompt went on as an announcement; its line may have ended with these bytes.
    else if (this.#recent.slice(-data.length - announcement.length).includes(announcement))
      this.#openPrompt = undefined;
    if (!this.#loginSeen && (this.#openPrompt !== undefined || this.#recent.includes(announcement))) {
      this.#loginSeen = true;
      // Patience is counted from here on, not from the start of the boot.
      this.#lastStepAtMs = performance.now();
    }
    if (/Login incorrect|Authentication failure/i.test(this.#recent)) {
      this.#refusals++;
      this.#recent = '';
      this.#lastStep = undefined;
    }
  }

  #decide(): LoginStep | undefined {
    const now = performance.now();
    return decideLoginStep({
      phase: this.console.phase(),
      line: this.#line.text,
      previousLine: this.#line.finished.at(-1) ?? '',
      quietMs: now - this.#lastByteAtMs,
      loginSeen: this.#loginSeen,
      shellSeen: this.#shellSeen,
      openPrompt: this.#openPrompt,
      lastStep: this.#lastStep,
      sinceStepMs: now - this.#lastStepAtMs,
      newPrompt: !isBlank(this.#line.text) && !this.#isEcho(this.#line.text),
      doorTries: this.#doorTries,
    });
  }

  /** The shell's prompt may stand before it, and a narrow terminal shows only its end. */
  #isEcho(text: string): boolean {
    return text.includes('stty -echo;echo +') || this.#doors.some(({ line }) => line.endsWith(text.trim()));
  }

  #take(step: LoginStep | undefined): void {
    if (step === undefined) return;
    this.#log(step === 'door' ? 'login: looking for a shell' : `login: answering the prompt for the ${step}`);
    const text = this.#textOf(step);
    this.#lastStep = step;
    this.#lastStepAtMs = performance.now();
    this.#openPrompt = undefined;
    this.console.write(text);
  }

  #textOf(step: LoginStep): string {
    switch (step) {
      case 'user':
        return `${this.#login.user ?? 'root'}\r`;
      case 'password':
        return `${this.#login.password ?? ''}\r`;
      case 'enter':
        return '\r';
      case 'door': {
        this.#doorTries++;
        const door = this.#makeDoor(this.#doorTries % 2 === 1 ? 'run by the shell itself' : 'run by sh');
        this.#doors = [...this.#doors, door].slice(-doorsKept);
        // What is asked from here on is read after it.
        this.#opened = undefined;
        // What is left of an earlier try is erased; a try that opened a quotation without an end has to be interrupted.
        const before = this.#doorTries === 1 ? '' : this.#doorTries % 4 === 0 ? interrupt : eraseLine;
        return `${before}${door.line}\r`;
      }
    }
  }

  #refused(): UserError {
    const user = this.#login.user ?? 'root';
    return new UserError('vm', `The guest refused the login of "${user}" ${this.#refusals} times.`, {
      next: 'Set the user and password under "login" in the profile.',
    });
  }
}

const isBlank = (text: string): boolean => text.trim() === '';
