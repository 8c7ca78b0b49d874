import type { BootPhase, ConsoleFailure } from '../phases/bootPhase.ts';
import type { ConsoleLine } from '../lines/consoleLine.ts';
import { HintIndex } from '../lines/hintIndex.ts';
import type { FailureLimits, FailurePattern } from './failurePattern.ts';

export interface FailureListener {
  /** Seen just now; its trace may still grow. `isEarly`: shown by a line that has not ended. */
  found(failure: ConsoleFailure, isEarly: boolean): void;
  /** What was shown by a line that had not ended has come true: the line is whole. */
  settled(failure: ConsoleFailure, early: ConsoleFailure): void;
  /** Its trace has come to its end; `previous` is what was told before. */
  completed(failure: ConsoleFailure, previous: ConsoleFailure): void;
}

interface FoundPattern {
  readonly pattern: FailurePattern;
  readonly match: RegExpExecArray;
}

/** A trace that is still being read. Without `told` it is one that was told of before, and only has to be passed over. */
interface OpenTrace {
  readonly pattern: FailurePattern;
  readonly trace: string[];
  readonly byteStart: number;
  byteEnd: number;
  told: ConsoleFailure | undefined;
  /** The opening line alone does not say what it is: told of with the next line. */
  readonly opening: FoundPattern | undefined;
  readonly atMs: number | undefined;
}

const defaultTraceLines = 200;
/** A console that is nothing but failures must not fill the memory. */
const maximumFailures = 500;

/**
 * Turns lines into failures with their whole traces. The same failure twice in one boot is told of once.
 *
 * Invariant: a failure is told as soon as its first line is there, and once more when its trace has come to its end. One that
 * a prompt shows is told before its line ends, and counts when the line is whole: so it does not depend on how bytes came.
 */
export class FailureCollector {
  readonly #patterns: HintIndex<FailurePattern>;
  readonly #limits: FailureLimits;
  readonly #listener: FailureListener;
  readonly #failures: ConsoleFailure[] = [];
  readonly #seenInBoot = new Set<string>();
  #open: OpenTrace | undefined;
  /** Shown by a line that has not ended. */
  #early: ConsoleFailure | undefined;
  #dropped = 0;

  constructor(patterns: readonly FailurePattern[], limits: FailureLimits, listener: FailureListener) {
    this.#patterns = new HintIndex(patterns);
    this.#limits = limits;
    this.#listener = listener;
  }

  get failures(): readonly ConsoleFailure[] {
    return this.#early === undefined ? this.#failures : [...this.#failures, this.#early];
  }

  /** How many were not kept because there were too many. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A trace is open: every line counts, not only those with a hint. */
  get isCollecting(): boolean {
    return this.#open !== undefined;
  }

  offer(line: ConsoleLine, phase: BootPhase): void {
    const found = this.#match(line, phase);
    if (this.#open !== undefined && this.#continue(this.#open, line, found)) return;
    if (found !== undefined) this.#start(line, found);
  }

  /** The beginning of a line, which comes again. */
  offerUnfinished(line: ConsoleLine, phase: BootPhase): void {
    if (this.#early !== undefined || this.#failures.length >= maximumFailures) return;
    const found = this.#match(line, phase);
    if (found?.pattern.isPrompt !== true || this.#seenInBoot.has(keyOf(found))) return;
    this.#early = failureOf(found, openTrace(line, found));
    this.#listener.found(this.#early, true);
  }

  /** The line has ended, and was offered as a whole. */
  endUnfinished(): void {
    this.#early = undefined;
  }

  /** Adds what was not read from one line: silence, an unexpected reboot, QEMU's end. */
  add(failure: ConsoleFailure): void {
    if (this.#failures.length >= maximumFailures) {
      this.#dropped++;
      return;
    }
    this.#failures.push(failure);
    this.#listener.found(failure, false);
  }

  closeTrace(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    if (open.opening !== undefined && open.told === undefined) this.#tell(open, open.opening);
    this.#complete(open);
  }

  /** The same failure in the next boot is a new one. */
  startBoot(): void {
    this.closeTrace();
    this.#seenInBoot.clear();
  }

  /** Whether the line was taken by the open trace. */
  #continue(open: OpenTrace, line: ConsoleLine, found: FoundPattern | undefined): boolean {
    const isEnd = open.pattern.end?.test(line.text) === true;
    const belongs = open.pattern.follows === undefined || open.pattern.follows.test(line.text);
    const isSameKind = found?.pattern.kind === open.pattern.kind;
    if (!isEnd && !isSameKind && (!belongs || (found !== undefined && isMultiLine(found.pattern)))) {
      this.closeTrace();
      return false;
    }
    if (open.opening !== undefined && open.told === undefined) {
      this.#tell(open, isSameKind ? found : open.opening);
    }
    open.trace.push(line.text);
    open.byteEnd = line.byteEnd;
    if (isEnd || open.trace.length >= (open.pattern.maximumLines ?? defaultTraceLines)) this.closeTrace();
    // Another failure of one line inside the trace is a failure of its own as well.
    return isEnd || isSameKind || found === undefined;
  }

  #complete({ told, trace, byteEnd }: OpenTrace): void {
    const index = told === undefined ? -1 : this.#failures.indexOf(told);
    if (told === undefined || index < 0) return;
    const failure: ConsoleFailure = { ...told, trace: [...trace], byteEnd };
    this.#failures[index] = failure;
    this.#listener.completed(failure, told);
  }

  #match(line: ConsoleLine, phase: BootPhase): FoundPattern | undefined {
    for (const pattern of this.#patterns.rowsFor(line.text)) {
      if (pattern.phases !== undefined && !pattern.phases.includes(phase)) continue;
      const match = pattern.start.exec(line.text);
      if (match !== null && pattern.accept?.(match, this.#limits) !== false) return { pattern, match };
    }
    return undefined;
  }

  #start(line: ConsoleLine, found: FoundPattern): void {
    const open = openTrace(line, found);
    if (open.opening === undefined) this.#tell(open, found);
    if (isMultiLine(found.pattern)) this.#open = open;
  }

  #tell(open: OpenTrace, found: FoundPattern): void {
    const key = keyOf(found);
    if (this.#seenInBoot.has(key)) return;
    if (this.#seenInBoot.size < maximumFailures) this.#seenInBoot.add(key);
    const early = this.#early;
    if (early?.kind !== found.pattern.kind || early.byteStart !== open.byteStart) {
      open.told = failureOf(found, open);
      this.add(open.told);
      return;
    }
    this.#early = undefined;
    open.told = { ...failureOf(found, open), ...(early.atMs === undefined ? {} : { atMs: early.atMs }) };
    this.#failures.push(open.told);
    this.#listener.settled(open.told, early);
  }
}

function openTrace(line: ConsoleLine, found: FoundPattern): OpenTrace {
  return {
    pattern: found.pattern,
    trace: [line.text],
    byteStart: line.byteStart,
    byteEnd: line.byteEnd,
    told: undefined,
    opening: found.pattern.isOpening === true ? found : undefined,
    atMs: line.atMs,
  };
}

function failureOf({ pattern, match }: FoundPattern, open: OpenTrace): ConsoleFailure {
  return {
    kind: pattern.kind,
    severity: pattern.severity,
    title: pattern.title(match),
    trace: [...open.trace],
    byteStart: open.byteStart,
    byteEnd: open.byteEnd,
    ...(open.atMs === undefined ? {} : { atMs: open.atMs }),
  };
}

function keyOf({ pattern, match }: FoundPattern): string {
  return pattern.oncePerBoot === true ? pattern.kind : `${pattern.kind} ${pattern.title(match)}`;
}

function isMultiLine(pattern: FailurePattern): boolean {
  return pattern.end !== undefined || pattern.follows !== undefined;
}
