/** How far a boot has come, in order; `failed` and `stopped` are ends. */
export const bootPhases = [
  'firmware',
  'bootLoader',
  'kernel',
  'initrd',
  'userspace',
  'login',
  'ready',
  'failed',
  'stopped',
] as const;

export type BootPhase = (typeof bootPhases)[number];

/** Words for people. */
export const bootPhaseTitle: Readonly<Record<BootPhase, string>> = {
  firmware: 'firmware',
  bootLoader: 'boot loader',
  kernel: 'kernel',
  initrd: 'initrd',
  userspace: 'userspace',
  login: 'login',
  ready: 'ready',
  failed: 'failed',
  stopped: 'stopped',
};

/** When a phase was entered, and where in serial.log. `ready` comes from the guest channel, the others from the console. */
export interface PhaseEntry {
  readonly phase: BootPhase;
  /** Milliseconds since the VM was started; undefined when the log carries no times. */
  readonly atMs?: number;
  /** Byte offset in serial.log of the line that shows the phase. */
  readonly byteOffset: number;
}

export type ConsoleFailureKind =
  | 'kernelPanic'
  | 'oops'
  | 'emergencyShell'
  | 'initrdShell'
  | 'noBootableDevice'
  | 'bootLoaderError'
  | 'stuckJob'
  | 'hungTask'
  | 'lockup'
  | 'outOfMemory'
  | 'unitFailed'
  | 'dependencyFailed'
  | 'deviceTimeout'
  | 'orderingCycle'
  | 'ioError'
  | 'crash'
  | 'gettyFlapping'
  | 'unexpectedReboot'
  | 'silence'
  | 'qemuExit'
  | 'custom';

/** Something the console showed that a person has to know, with its whole trace. */
export interface ConsoleFailure {
  readonly kind: ConsoleFailureKind;
  /** Fatal: the boot cannot go on; the phase becomes `failed`. */
  readonly severity: 'fatal' | 'error' | 'warning';
  /** One sentence. */
  readonly title: string;
  /** First to last line, as a person would have read them. */
  readonly trace: readonly string[];
  /** Range in serial.log, end exclusive. */
  readonly byteStart: number;
  readonly byteEnd: number;
  readonly atMs?: number;
}
