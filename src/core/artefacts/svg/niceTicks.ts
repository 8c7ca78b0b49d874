/** Round numbers from one to another, at most so many. */
export function niceTicks(from: number, to: number, atMost: number): readonly number[] {
  const step = niceStep((to - from) / atMost);
  const first = Math.ceil(from / step) * step;
  const ticks: number[] = [];
  for (let tick = first; tick <= to + step / 1000; tick += step) ticks.push(Math.round(tick * 1e6) / 1e6);
  return ticks;
}

/** The next of 1, 2, 5, 10, 20, … */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-3)));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10) * power;
}
