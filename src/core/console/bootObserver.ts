import { escapeForRegExp } from '../common/escapeForRegExp.ts';
import { Emitter, type Event } from '../common/event.ts';
import type { Boot } from './phases/boot.ts';
import type { BootPhase, ConsoleFailure, PhaseEntry } from './phases/bootPhase.ts';
import type { ConsoleLine } from './lines/consoleLine.ts';
import { customFailurePatterns } from './failures/customFailurePatterns.ts';
import { endHints, readEndMarker, type EndMarker } from './phases/endMarker.ts';
import { FailedUnits, failedUnitHints, type FailedUnit } from './failures/failedUnits.ts';
import { FailureCollector } from './failures/failureCollector.ts';
import type { CustomFailurePattern } from './failures/failurePattern.ts';
import { failurePatterns } from './failures/failurePatterns.ts';
import { qemuExitPattern } from './failures/qemuExitPattern.ts';
import { lineSegments } from './lines/lineSegments.ts';
import { LineScanner, type LineFilter } from './lines/lineScanner.ts';
import { LoginWatcher, loginHints, type ConsoleLogin } from './phases/loginWatcher.ts';
import { PhaseTracker } from './phases/phaseTracker.ts';
import { shutdownHints } from './phases/shutdownPattern.ts';
import { SilenceWatch, type SilenceLimitsMs } from './failures/silenceWatch.ts';

export interface BootObserverOptions {
  /** A profile's own failures. */
  readonly patterns?: readonly CustomFailurePattern[];
  /** What was written is a terminal's: QEMU speaks there itself, beside its guest. */
  readonly showsQemu?: boolean;
  /** A start job that has no limit of its own is stuck after so long; default two minutes. */
  readonly startJobLimitMs?: number;
  /** How long each phase may be silent; phases that are left out may be silent for ever. */
  readonly silenceMs?: SilenceLimitsMs;
}

/**
 * Reads a serial console as it streams: boot phases, failures with their traces, logins, units that failed to start,
 * and what was said about the end. Times are milliseconds since the VM was started; offsets are those of serial.log.
 */
export class BootObserver {
  readonly #phaseEntered = new Emitter<PhaseEntry>();
  readonly #failureFound = new Emitter<ConsoleFailure>();
  readonly #failureCompleted = new Emitter<{ failure: ConsoleFailure; previous: ConsoleFailure }>();
  readonly #restarted = new Emitter<Boot>();
  readonly #scanner: LineScanner;
  readonly #phases: PhaseTracker;
  readonly #failures: FailureCollector;
  readonly #logins = new LoginWatcher();
  readonly #units = new FailedUnits();
  readonly #silence: SilenceWatch;
  readonly #customPatterns: readonly RegExp[];
  readonly #failureHints: readonly string[];
  readonly #filters = new Map<BootPhase, LineFilter>();
  #atMs: number | undefined;
  #endMarker: EndMarker | undefined;
  #bootMs: number | undefined;

  /** @throws UserError where a pattern of the profile is no regular expression */
  constructor(options: BootObserverOptions = {}) {
    const custom = customFailurePatterns(options.patterns ?? []);
    const patterns = [...custom, ...failurePatterns, ...(options.showsQemu === true ? [qemuExitPattern] : [])];
    this.#customPatterns = custom.map(({ start }) => new RegExp(start.source, 'gm'));
    this.#failureHints = patterns.flatMap(({ hints }) => hints);
    this.#silence = new SilenceWatch(options.silenceMs);
    this.#scanner = new LineScanner({
      filter: () => this.#filter(),
      line: (raw, byteStart) => this.#read(raw, byteStart),
      unfinished: (raw, byteStart) => this.#readUnfinished(raw, byteStart),
      finished: () => this.#endUnfinished(),
    });
    this.#phases = new PhaseTracker({
      entered: (entry) => {
        if (entry.phase === 'ready' && entry.atMs !== undefined) this.#bootMs ??= entry.atMs - this.bootAtMs;
        this.#phaseEntered.fire(entry);
      },
      restarted: (boot, line, before) => this.#onRestart(boot, line, before),
      textBefore: (line) => this.#scanner.textBefore(line.byteStart),
    });
    this.#failures = new FailureCollector(
      patterns,
      { startJobLimitMs: options.startJobLimitMs ?? 120_000 },
      {
        found: (failure, isEarly) => this.#onFailureFound(failure, isEarly),
        settled: (failure, early) => {
          this.#noteFailure(failure);
          this.#failureCompleted.fire({ failure, previous: early });
        },
        completed: (failure, previous) => this.#failureCompleted.fire({ failure, previous }),
      },
    );
  }

  get onPhase(): Event<PhaseEntry> {
    return this.#phaseEntered.event;
  }

  /** A failure, told with its first line; `failures` holds it with its trace as far as it is known. */
  get onFailure(): Event<ConsoleFailure> {
    return this.#failureFound.event;
  }

  /** A failure's trace has grown, or come to its end: `failure` replaces `previous`. */
  get onFailureCompleted(): Event<{ readonly failure: ConsoleFailure; readonly previous: ConsoleFailure }> {
    return this.#failureCompleted.event;
  }

  /** The machine started anew; its phases follow. */
  get onRestart(): Event<Boot> {
    return this.#restarted.event;
  }

  /** Where the present boot stands; `firmware` before anything was written. */
  get phase(): BootPhase {
    return this.#phases.phase;
  }

  /** Phases of the present boot. */
  get phases(): readonly PhaseEntry[] {
    return this.boots.at(-1)?.phases ?? [];
  }

  /** When the present boot began; 0 for the first. */
  get bootAtMs(): number {
    return this.boots.at(-1)?.atMs ?? 0;
  }

  /** How long the first boot took that came to `ready`, also when the machine has started anew since. */
  get bootMs(): number | undefined {
    return this.#bootMs;
  }

  get boots(): readonly Boot[] {
    return this.#phases.boots;
  }

  /** Of all boots, in the order they were seen. */
  get failures(): readonly ConsoleFailure[] {
    return this.#failures.failures;
  }

  /** Failures beyond the 500 that are kept. */
  get droppedFailures(): number {
    return this.#failures.dropped;
  }

  get logins(): readonly ConsoleLogin[] {
    return this.#logins.logins;
  }

  get failedUnits(): readonly FailedUnit[] {
    return this.#units.units;
  }

  /** What the console last said about the machine's end, in the present boot. */
  get endMarker(): EndMarker | undefined {
    return this.#endMarker;
  }

  /** The last text so far. */
  get lastLine(): ConsoleLine | undefined {
    return this.#scanner.textBefore(this.bytes);
  }

  /** Bytes seen so far. */
  get bytes(): number {
    return this.#scanner.bytes;
  }

  /** Takes the next bytes of the console, split anywhere. */
  push(chunk: Buffer, atMs?: number): void {
    this.#atMs = atMs;
    this.#silence.noteOutput(atMs);
    this.#scanner.push(chunk);
  }

  /** To be called every second or so: notices silence, and ends a trace that nothing follows. */
  tick(atMs: number): void {
    if (this.#failures.isCollecting && this.#silence.quietForMs(atMs) > 2000) this.#failures.closeTrace();
    const lastLine = this.lastLine;
    const silence = this.#silence.check(atMs, this.phase, lastLine?.text ?? '');
    if (silence === undefined) return;
    this.#failures.add({
      kind: 'silence',
      severity: 'warning',
      title: silence,
      trace: lastLine === undefined ? [] : [lastLine.text],
      byteStart: lastLine?.byteStart ?? 0,
      byteEnd: this.bytes,
      atMs,
    });
  }

  /** The guest channel stands. */
  markReady(atMs?: number): void {
    this.#phases.settleEarly();
    this.#phases.enter('ready', this.bytes, atMs);
  }

  /** Somebody resets the machine: the restart that follows is no surprise. */
  expectRestart(): void {
    this.#phases.noteShutdown();
  }

  /** The machine is gone; reads what is left. */
  markStopped(atMs?: number): void {
    this.end();
    this.#phases.enter('stopped', this.bytes, atMs);
  }

  /** No more bytes will come: the unfinished line is read, and open traces end. */
  end(): void {
    this.#scanner.end();
    this.#failures.closeTrace();
  }

  #read(raw: string, byteStart: number): void {
    for (const line of lineSegments(raw, byteStart, this.#atMs)) {
      this.#phases.offer(line);
      this.#logins.offer(line);
      this.#units.offer(line);
      this.#endMarker = readEndMarker(line) ?? this.#endMarker;
      this.#failures.offer(line, this.#phases.settledPhase);
    }
  }

  #readUnfinished(raw: string, byteStart: number): void {
    for (const [index, line] of lineSegments(raw, byteStart, this.#atMs).entries()) {
      this.#phases.offerUnfinished(line, { isFirst: index === 0 });
      this.#logins.offerUnfinished(line);
      this.#failures.offerUnfinished(line, this.#phases.settledPhase);
    }
  }

  #endUnfinished(): void {
    this.#phases.endUnfinished();
    this.#logins.endUnfinished();
    this.#failures.endUnfinished();
  }

  #onRestart(boot: Boot, line: ConsoleLine, before: ConsoleLine | undefined): void {
    this.#failures.startBoot();
    this.#endMarker = undefined;
    this.#restarted.fire(boot);
    if (!boot.unexpected) return;
    this.#failures.add({
      kind: 'unexpectedReboot',
      severity: 'error',
      title: 'The machine started anew although nothing had shut it down',
      trace: before === undefined ? [line.text] : [before.text, line.text],
      byteStart: line.byteStart,
      byteEnd: line.byteEnd,
      ...(line.atMs === undefined ? {} : { atMs: line.atMs }),
    });
  }

  #onFailureFound(failure: ConsoleFailure, isEarly: boolean): void {
    const { severity, byteStart, atMs } = failure;
    if (isEarly && severity === 'fatal') this.#phases.enterEarly('failed', byteStart, atMs);
    else this.#noteFailure(failure);
    this.#failureFound.fire(failure);
  }

  #noteFailure({ kind, severity, byteStart, atMs }: ConsoleFailure): void {
    if (kind === 'kernelPanic') this.#phases.notePanic();
    if (severity === 'fatal') this.#phases.enter('failed', byteStart, atMs);
  }

  #filter(): LineFilter {
    const phase = this.#phases.settledPhase;
    let filter = this.#filters.get(phase);
    if (filter === undefined) {
      filter = { wanted: this.#wantedIn(phase), all: false };
      this.#filters.set(phase, filter);
    }
    return this.#failures.isCollecting ? { wanted: filter.wanted, all: true } : filter;
  }

  #wantedIn(phase: BootPhase): RegExp[] {
    const hints = new Set([
      ...this.#failureHints,
      ...this.#phases.relevantRows.flatMap((row) => row.hints),
      ...shutdownHints,
      ...loginHints,
      ...failedUnitHints,
      ...endHints,
    ]);
    const sources = [...hints].map(escapeForRegExp);
    // Before a kernel is known to run, any line with its time stamp shows that it does.
    if (phase === 'firmware' || phase === 'bootLoader') sources.push(String.raw`^\[ *\d+\.\d{6}\]`);
    return [new RegExp(sources.join('|'), 'gm'), ...this.#customPatterns];
  }
}
