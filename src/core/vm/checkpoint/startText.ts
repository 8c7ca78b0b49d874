import type { RunStart } from './runStart.ts';

/** How a run began, for people. */
export function startText(start: RunStart): string {
  if (start.kind === 'checkpoint') return `from the checkpoint ${start.id} of ${start.madeAt}`;
  return start.why === null ? 'a boot' : `a boot. ${start.why}`;
}
