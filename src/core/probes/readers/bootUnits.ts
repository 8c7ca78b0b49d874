/** The units of a boot; times are milliseconds by the guest's own clock, which begins with its kernel. */
export interface BootUnits {
  /** When the guest answered; null if it did not say. */
  readonly uptimeMs: number | null;
  readonly userspaceMs: number | null;
  /** Null while jobs of the boot are still queued. */
  readonly finishedMs: number | null;
  /** In the order in which they were started. */
  readonly units: readonly BootUnit[];
  /**
   * First to last, each unit waited for the one before it. The last is what the boot was for (`default.target`), or what it
   * still waits for.
   */
  readonly chain: readonly string[];
}

export interface BootUnit {
  readonly unit: string;
  readonly state: 'done' | 'starting' | 'failed';
  readonly startMs: number;
  /** When it was there, or had failed; null while it is starting. */
  readonly endMs: number | null;
}

/** A unit, and those that it is ordered after. */
export type OrderedUnit = BootUnit & { readonly after: readonly string[] };
