import type { ConsoleLine } from '../lines/consoleLine.ts';
import { loginPrompt } from './loginPrompt.ts';

/** A login, or a try at one, that the console showed. */
export interface ConsoleLogin {
  /** `prompt`: a `login:` was written; `automatic`: a getty logged a user in by itself. */
  readonly kind: 'prompt' | 'automatic' | 'refused' | 'timedOut';
  /** The user that was typed or logged in. */
  readonly user?: string;
  readonly host?: string;
  readonly byteOffset: number;
  readonly atMs?: number;
}

export const loginHints: readonly string[] = ['login:', 'Login incorrect', 'Login timed out'];

const maximumLogins = 1000;

/** Collects the logins that the console shows. */
export class LoginWatcher {
  readonly #logins: ConsoleLogin[] = [];
  /** Shown by a line that has not ended. */
  #early: ConsoleLogin | undefined;

  get logins(): readonly ConsoleLogin[] {
    return this.#early === undefined ? this.#logins : [...this.#logins, this.#early];
  }

  offer(line: ConsoleLine): void {
    const login = this.#read(line);
    if (login !== undefined && this.#logins.length < maximumLogins) this.#logins.push(login);
  }

  /** The beginning of a line, which comes again with the user that was typed. */
  offerUnfinished(line: ConsoleLine): void {
    this.#early = this.#read(line) ?? this.#early;
  }

  /** The line has ended, and was offered as a whole. */
  endUnfinished(): void {
    this.#early = undefined;
  }

  #read(line: ConsoleLine): ConsoleLogin | undefined {
    const place = { byteOffset: line.byteStart, ...(line.atMs === undefined ? {} : { atMs: line.atMs }) };
    if (line.text.startsWith('Login incorrect')) return { kind: 'refused', ...place };
    if (line.text.startsWith('Login timed out')) return { kind: 'timedOut', ...place };
    const match = loginPrompt.exec(line.text);
    if (match === null) return undefined;
    const host = match[1] === undefined ? {} : { host: match[1] };
    const rest = match[2] ?? '';
    const automatic = /^(\S+) \(automatic login\)/.exec(rest)?.[1];
    if (automatic !== undefined) return { kind: 'automatic', user: automatic, ...host, ...place };
    // Anything but one word is a kernel message or somebody typing too early.
    const user = /^[a-z_][\w.@-]*\$?$/i.exec(rest)?.[0];
    return { kind: 'prompt', ...(user === undefined ? {} : { user }), ...host, ...place };
  }
}
