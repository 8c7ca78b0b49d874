import { phaseOf, type Boot } from './boot.ts';
import { bootPhases, type BootPhase, type PhaseEntry } from './bootPhase.ts';
import type { ConsoleLine } from '../lines/consoleLine.ts';
import { HintIndex } from '../lines/hintIndex.ts';
import type { PhasePattern } from './phasePattern.ts';
import { phasePatterns } from './phasePatterns.ts';
import { shutdownPattern } from './shutdownPattern.ts';

export interface PhaseListener {
  entered(entry: PhaseEntry): void;
  /** A new boot began with this line, after that text; called before its first phase is entered. */
  restarted(boot: Boot, line: ConsoleLine, before: ConsoleLine | undefined): void;
  /** The last text before a line. */
  textBefore(line: ConsoleLine): ConsoleLine | undefined;
}

/** A boot that never ends restarting is not kept whole. */
const maximumBoots = 1000;
const order = (phase: BootPhase): number => bootPhases.indexOf(phase);
const timeStamp = /^\[ *(\d+\.\d{6})\]/;

interface Start {
  readonly line: ConsoleLine;
  readonly before: ConsoleLine | undefined;
}

/**
 * Derives boot phases and restarts from lines. Phases only advance; `failed` is left by a restart or by `stopped`.
 *
 * A phase that the beginning of a line shows, a prompt, is told at once, and counts when the line is whole.
 */
export class PhaseTracker {
  readonly #listener: PhaseListener;
  readonly #boots: Boot[] = [{ byteStart: 0, phases: [], unexpected: false }];
  #seenRows = new Set<PhasePattern>();
  #sawShutdown = false;
  #sawPanic = false;
  #initrdSystemd = false;
  /** A kernel's banner where a shell might have printed it: a restart only if a boot follows. */
  #maybeRestart: Start | undefined;
  #lastKernelSeconds = 0;
  /** Shown by a line that has not ended. */
  #early: PhaseEntry | undefined;

  constructor(listener: PhaseListener) {
    this.#listener = listener;
  }

  get boots(): readonly Boot[] {
    const early = this.#early;
    if (early === undefined) return this.#boots;
    return [...this.#boots.slice(0, -1), { ...this.#boot, phases: [...this.#boot.phases, early] }];
  }

  get phase(): BootPhase {
    return this.#early?.phase ?? this.settledPhase;
  }

  /** As whole lines show it. */
  get settledPhase(): BootPhase {
    return phaseOf(this.#boot);
  }

  /** Rows that can still change something; the others need not be looked for. */
  get relevantRows(): readonly PhasePattern[] {
    const now = order(this.settledPhase);
    return phasePatterns.filter(
      (row) => order(row.phase) > now || row.restart !== undefined || row.confirmsBoot === true,
    );
  }

  offer(line: ConsoleLine): void {
    this.#noteKernelTime(line);
    if (shutdownPattern.test(line.text)) this.noteShutdown();
    const row = rowOf(line);
    if (row === undefined || !this.#restartIfProven(row, line)) return;
    this.#seenRows.add(row);
    if (row.phase === 'initrd' && /initr|Reached target/.test(line.text)) this.#initrdSystemd = true;
    if (row.phase === 'userspace' && row.isSystemd !== true) this.#initrdSystemd = false;
    if (row.isSystemd === true && this.#initrdSystemd) return;
    this.enter(row.phase, line.byteStart, line.atMs);
  }

  /** The beginning of a line, which comes again; `isFirst`: nothing stands before it in the line. */
  offerUnfinished(line: ConsoleLine, { isFirst }: { readonly isFirst: boolean }): void {
    const row = rowOf(line);
    if (row?.isPrompt !== true) return;
    // Nothing may follow a login prompt for ever.
    if (isFirst && row.confirmsBoot === true) this.#restartIfProven(row, line);
    this.enterEarly(row.phase, line.byteStart, line.atMs);
  }

  /** A phase that is shown by a line that has not ended. */
  enterEarly(phase: BootPhase, byteOffset: number, atMs: number | undefined): void {
    if (order(phase) <= order(this.phase) && (this.#early !== undefined || this.#boot.phases.length > 0)) return;
    this.#early = { phase, byteOffset, ...(atMs === undefined ? {} : { atMs }) };
    this.#listener.entered(this.#early);
  }

  /** The line has ended, and was offered as a whole. */
  endUnfinished(): void {
    this.#early = undefined;
  }

  /** Something else shows that it was as the unfinished line says. */
  settleEarly(): void {
    const early = this.#early;
    if (early !== undefined) this.enter(early.phase, early.byteOffset, early.atMs);
  }

  /** Enters a phase; one that is not later than the present one is no news. */
  enter(phase: BootPhase, byteOffset: number, atMs: number | undefined): void {
    if (order(phase) <= order(this.settledPhase) && this.#boot.phases.length > 0) return;
    const told = this.#early?.phase === phase ? this.#early : undefined;
    const entry: PhaseEntry = told ?? { phase, byteOffset, ...(atMs === undefined ? {} : { atMs }) };
    this.#boots[this.#boots.length - 1] = { ...this.#boot, phases: [...this.#boot.phases, entry] };
    if (told === undefined) this.#listener.entered(entry);
    else this.#early = undefined;
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
      this.enter('kernel', candidate.line.byteStart, candidate.line.atMs);
      return true;
    }
    const restart = row.restart;
    if (restart === undefined) return true;
    const start = { line, before: this.#listener.textBefore(line) };
    const ranKernel = order(this.settledPhase) >= order('kernel');
    if (restart === 'kernel') {
      if (!ranKernel) return true;
      const mayBeShell = !this.#sawPanic && !this.#sawShutdown && order(this.settledPhase) >= order('login');
      if (mayBeShell) {
        this.#maybeRestart = start;
        return false;
      }
      // An early console's messages are printed once more when the real console starts.
      if (this.settledPhase === 'kernel' && this.#lastKernelSeconds < 2) return true;
      this.#restart(start);
    } else if (ranKernel || (restart === 'again' && this.#seenRows.has(row))) {
      this.#restart(start);
    }
    return true;
  }

  #restart({ line, before }: Start): void {
    const { byteStart, atMs } = line;
    const time = atMs === undefined ? {} : { atMs };
    const boot: Boot = { byteStart, ...time, phases: [], unexpected: !this.#sawShutdown };
    if (this.#boots.length >= maximumBoots) this.#boots.splice(1, 1);
    this.#boots.push(boot);
    this.#seenRows = new Set();
    this.#sawShutdown = false;
    this.#sawPanic = false;
    this.#initrdSystemd = false;
    this.#maybeRestart = undefined;
    this.#lastKernelSeconds = 0;
    this.#listener.restarted(boot, line, before);
  }

  #noteKernelTime(line: ConsoleLine): void {
    const match = timeStamp.exec(line.text);
    if (match === null) return;
    const seconds = Number(match[1]);
    if (seconds > 0) this.#lastKernelSeconds = seconds;
    if (order(this.settledPhase) < order('kernel') || this.#boot.phases.length === 0) {
      this.enter('kernel', line.byteStart, line.atMs);
    }
  }
}

const rows = new HintIndex(phasePatterns);

function rowOf({ text }: ConsoleLine): PhasePattern | undefined {
  return rows.rowsFor(text).find(({ pattern }) => pattern.test(text));
}
