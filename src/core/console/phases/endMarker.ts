import type { ConsoleLine } from '../lines/consoleLine.ts';

/** A line that says how the machine came to its end, or did not. */
export interface EndMarker {
  readonly kind: 'powerDown' | 'restart' | 'halt' | 'qemuSignal' | 'qemuError' | 'powerOffRefused';
  /** What the line says: the signal, QEMU's message, why the power-off was refused. */
  readonly detail: string;
  readonly text: string;
  readonly byteStart: number;
  readonly byteEnd: number;
}

export const endHints: readonly string[] = [
  'reboot: ',
  'qemu-system-',
  'Call to PowerOff failed',
  'Failed to set wall message',
  'Failed to power off',
];

const rows: readonly (readonly [EndMarker['kind'], RegExp])[] = [
  ['powerDown', /reboot: (Power down)/],
  ['halt', /reboot: (System halted|Power off not available.*)/],
  ['restart', /reboot: (Restarting system)/],
  ['qemuSignal', /qemu-system-[\w-]+: terminating on signal (\d+.*)/],
  ['qemuError', /qemu-system-[\w-]+: (?!warning|info)(.*)/],
  ['powerOffRefused', /(?:Call to PowerOff failed|Failed to power off system via logind): (.*)/],
];

/** Reads one line; undefined where it says nothing about an end. */
export function readEndMarker(line: ConsoleLine): EndMarker | undefined {
  for (const [kind, pattern] of rows) {
    const detail = pattern.exec(line.text)?.[1];
    if (detail === undefined) continue;
    return { kind, detail, text: line.text, byteStart: line.byteStart, byteEnd: line.byteEnd };
  }
  return undefined;
}
