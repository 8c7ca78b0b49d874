import type { ReadResult } from './readResult.ts';
import { splitShortLines } from './splitShortLines.ts';

export interface BootTiming {
  /** False while jobs of the boot are still queued; systemd then tells no times. */
  readonly finished: boolean;
  readonly totalMs: number | null;
  /** `firmware`, `loader`, `kernel`, `initrd`, `userspace` → milliseconds; only those that the guest knows. */
  readonly phasesMs: Readonly<Record<string, number>>;
  /** From `systemd-analyze blame`, slowest first. */
  readonly units: readonly { readonly unit: string; readonly durationMs: number }[];
}

/** `systemd-analyze time` and `blame`, one after the other and with stderr, as BootTiming. What else follows is passed over. */
export function readSystemdAnalyze(text: string): ReadResult {
  const lines = splitShortLines(text);
  const summary = lines.find((line) => line.startsWith('Startup finished in '));
  const unfinished = lines.some((line) => line.startsWith('Bootup is not yet finished'));
  if (summary === undefined && !unfinished) return { ok: false, why: 'the output is not that of systemd-analyze' };

  const phases = [...(summary ?? '').matchAll(/((?:[\d.]+(?:us|ms|min|s|h|d)\s*)+)\((\w+)\)/g)];
  const total = /= (.+)$/.exec(summary ?? '')?.[1];
  const timing: BootTiming = {
    finished: summary !== undefined,
    totalMs: total === undefined ? null : milliseconds(total),
    phasesMs: Object.fromEntries(phases.map(([, time = '', phase = '']) => [phase, milliseconds(time)])),
    units: lines.flatMap((line) => {
      const match = /^\s*((?:[\d.]+(?:us|ms|min|s|h|d)\s+)+)(\S+\.\w+)\s*$/.exec(line);
      return match === null ? [] : [{ unit: match[2] ?? '', durationMs: milliseconds(match[1] ?? '') }];
    }),
  };
  return { ok: true, value: timing };
}

const unitMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `1min 2.345s` in milliseconds; the form of systemd's format_timespan(). */
function milliseconds(span: string): number {
  let sum = 0;
  for (const [, amount, unit = ''] of span.matchAll(/([\d.]+)(us|ms|min|s|h|d)/g))
    sum += Number(amount) * (unitMs[unit] ?? 0);
  return Math.round(sum * 1000) / 1000;
}
