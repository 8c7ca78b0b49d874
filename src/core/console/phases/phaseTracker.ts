import { phaseOf, type Boot } from './boot.ts';
import { bootPhases, type BootPhase, type PhaseEntry } from './bootPhase.ts';
import type { ConsoleLine } from '../lines/consoleLine.ts';
import type { PhasePattern } from './phasePattern.ts';
import { phasePatterns } from './phasePatterns.ts';
import { shutdownPattern } from './shutdownPattern.ts';

export interface PhaseListener {
  entered(entry: PhaseEntry): void;
  /** A new boot began with this line; called before its first phase is entered. */
  restarted(boot: Boot, line: ConsoleLine): void;
}

/** A boot that never ends restarting is not kept whole. */
const maximumBoots = 1000;
const order = (phase: BootPhase): number => bootPhases.indexOf(phase);
const timeStamp = /^\[ *(\d+\.\d{6})\]/;

/** Derives boot phases and restarts from lines. Phases only advance; `failed` is left by a restart or by `stopped`. */
export class PhaseTracker {
  readonly #listener: PhaseListener;
  readonly #boots: Boot[] = [{ byteStart: 0, phases: [], unexpected: false }];
  #seenRows = new Set<PhasePattern>();
  #sawShutdown = false;
  #sawPanic = false;
  #initrdSystemd = false;
  /** A kernel's banner where a shell might have printed it: a restart only if a boot follows. */
  #maybeRestart: ConsoleLine | undefined;
  #lastKernelSeconds = 0;

  constructor(listener: PhaseListener) {
    this.#listener = listener;
  }

  get boots(): readonly Boot[] {
    return this.#boots;
  }

  get phase(): BootPhase {
    return phaseOf(this.#boot);
  }

  /** Rows that can still change something; the others need not be looked for. */
  get relevantRows(): readonly PhasePattern[] {
    const now = order(this.phase);
    return phasePatterns.filter(
      (row) => order(row.phase) > now || row.restart !== undefined || row.confirmsBoot === true,
    );
  }

  offer(line: ConsoleLine): void {
    this.#noteKernelTime(line);
    if (shutdownPattern.test(line.text)) this.noteShutdown();
    const row = phasePatterns.find(
      (one) => one.hints.some((hint) => line.text.includes(hint)) && one.pattern.test(line.text),
    );
    if (row === undefined || (line.isPartial && row.phase !== 'login' && row.isDrawn !== true)) return;
    if (!this.#restartIfProven(row, line)) return;
    this.#seenRows.add(row);
    if (row.phase === 'initrd' && /initr|Reached target/.test(line.text)) this.#initrdSystemd = true;
    if (row.phase === 'userspace' && row.isSystemd !== true) this.#initrdSystemd = false;
    if (row.isSystemd === true && this.#initrdSystemd) return;
    this.enter(row.phase, line.byteStart, line.atMs);
  }

  /** Enters a phase from outside; a phase that is not later than the present one is no news. */
  enter(phase: BootPhase, byteOffset: number, atMs: number | undefined): void {
    if (order(phase) <= order(this.phase) && this.#boot.phases.length > 0) return;
    const entry: PhaseEntry = { phase, byteOffset, ...(atMs === undefined ? {} : { atMs }) };
    this.#boots[this.#boots.length - 1] = { ...this.#boot, phases: [...this.#boot.phases, entry] };
    this.#listener.entered(entry);
  }

  /** The present boot is to end. */
  noteShutdown(): void {
    this.#sawShutdown = true;
    this.#maybeRestart = undefined;
  }

  notePanic(): void {
    this.#sawPanic = true;
  }

  get #boot(): Boot {
    const boot = this.#boots.at(-1);
    if (boot === undefined) throw new Error('There is always a boot.');
    return boot;
  }

  /** Starts a new boot if the row proves one. False where it is not yet known what the line means. */
  #restartIfProven(row: PhasePattern, line: ConsoleLine): boolean {
    const candidate = this.#maybeRestart;
    if (candidate !== undefined && row.confirmsBoot === true) {
      this.#restart(candidate);
      this.enter('kernel', candidate.byteStart, candidate.atMs);
      return true;
    }
    const ranKernel = order(this.phase) >= order('kernel');
    const restart = row.restart;
    if (restart === undefined) return true;
    if (restart === 'kernel') {
      if (!ranKernel) return true;
      const mayBeShell = !this.#sawPanic && !this.#sawShutdown && order(this.phase) >= order('login');
      if (mayBeShell) {
        this.#maybeRestart = line;
        return false;
      }
      // An early console's messages are printed once more when the real console starts.
      if (this.phase === 'kernel' && this.#lastKernelSeconds < 2) return true;
      this.#restart(line);
    } else if (ranKernel || (restart === 'again' && this.#seenRows.has(row))) {
      this.#restart(line);
    }
    return true;
  }

  #restart(line: ConsoleLine): void {
    const boot: Boot = { byteStart: line.byteStart, phases: [], unexpected: !this.#sawShutdown };
    if (this.#boots.length >= maximumBoots) this.#boots.splice(1, 1);
    this.#boots.push(boot);
    this.#seenRows = new Set();
    this.#sawShutdown = false;
    this.#sawPanic = false;
    this.#initrdSystemd = false;
    this.#maybeRestart = undefined;
    this.#lastKernelSeconds = 0;
    this.#listener.restarted(boot, line);
  }

  #noteKernelTime(line: ConsoleLine): void {
    const match = timeStamp.exec(line.text);
    if (match === null) return;
    const seconds = Number(match[1]);
    if (seconds > 0) this.#lastKernelSeconds = seconds;
    if (order(this.phase) < order('kernel') || this.#boot.phases.length === 0) {
      this.enter('kernel', line.byteStart, line.atMs);
    }
  }
}
