import type { ConsoleLine } from '../lines/consoleLine.ts';

/** A unit of systemd that the console said failed to start. */
export interface FailedUnit {
  /** As systemd names it: a description, or `x.service - Description` from systemd 253 on. */
  readonly name: string;
  readonly byteOffset: number;
}

export const failedUnitHints: readonly string[] = ['Failed to start'];

const maximumUnits = 1000;
const pattern = /(?:^|\[FAILED\] |systemd\[1\]: )Failed to start (?!transient)(.+?)\.?$/;

/** Collects the units that failed to start, each once. */
export class FailedUnits {
  readonly #units = new Map<string, FailedUnit>();

  get units(): readonly FailedUnit[] {
    return [...this.#units.values()];
  }

  offer(line: ConsoleLine): void {
    const name = pattern.exec(line.text)?.[1];
    if (name === undefined || this.#units.has(name) || this.#units.size >= maximumUnits) return;
    this.#units.set(name, { name, byteOffset: line.byteStart });
  }
}
