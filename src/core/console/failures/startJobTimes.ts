/** Reads the times of "A start job is running for X (1min 32s / 1min 30s)". An undefined limit is "no limit". */
export function startJobTimes(text: string): { runningMs: number; limitMs: number | undefined } | undefined {
  const [running, limit] = text.split(' / ');
  if (running === undefined || limit === undefined) return undefined;
  const runningMs = durationMs(running);
  if (runningMs === undefined) return undefined;
  return { runningMs, limitMs: limit === 'no limit' ? undefined : durationMs(limit) };
}

const unitMs: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  min: 60_000,
  s: 1000,
  ms: 1,
};

/** systemd's own form: `1h 2min 3s`. */
function durationMs(text: string): number | undefined {
  let total = 0;
  for (const part of text.trim().split(' ')) {
    const match = /^(\d+(?:\.\d+)?)(w|d|h|min|s|ms)$/.exec(part);
    const unit = unitMs[match?.[2] ?? ''];
    if (match?.[1] === undefined || unit === undefined) return undefined;
    total += Number(match[1]) * unit;
  }
  return total;
}
