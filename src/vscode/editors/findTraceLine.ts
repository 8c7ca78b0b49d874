/**
 * The line (from 0) of a text at which a trace begins; undefined if it is not there.
 *
 * A line such as "Kernel panic" can come several times: the one nearest to where it should be is taken.
 *
 * @param trace the trace's lines as a person would have read them
 * @param position where in the text it should be, 0 to 1
 */
export function findTraceLine(text: string, trace: readonly string[], position: number): number | undefined {
  const wanted = trace.map((line) => line.trim()).find((line) => line !== '');
  if (wanted === undefined) return undefined;
  const lines = text.split('\n');
  const expected = position * lines.length;
  let best: number | undefined;
  lines.forEach((line, index) => {
    if (!line.includes(wanted)) return;
    if (best === undefined || Math.abs(index - expected) < Math.abs(best - expected)) best = index;
  });
  return best;
}
