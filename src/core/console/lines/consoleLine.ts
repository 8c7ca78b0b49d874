/** A piece of the console as a person reads it: what stands between two line feeds, carriage returns or cursor jumps. */
export interface ConsoleLine {
  /** Without escape sequences and control characters. */
  readonly text: string;
  /** Range in serial.log, end exclusive; the last piece of a line includes its line feed. */
  readonly byteStart: number;
  readonly byteEnd: number;
  /** Milliseconds since the VM was started; undefined when the log carries no times. */
  readonly atMs: number | undefined;
}
