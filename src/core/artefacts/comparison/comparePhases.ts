import { type BootPhase, bootPhases, bootPhaseTitle, type PhaseEntry } from '../../console/phases/bootPhase.ts';
import { secondsText } from '../../common/secondsText.ts';
import { slowerOrQuicker } from './slowerOrQuicker.ts';
import type { RunChange } from './runChange.ts';

const noticedMs = 5_000;

/** Phases that lasted much longer or shorter, and how far the boot came. */
export function comparePhases(before: readonly PhaseEntry[], after: readonly PhaseEntry[], pace: number): RunChange[] {
  const [then, now] = [durationsMs(before), durationsMs(after)];
  return bootPhases.flatMap((phase): RunChange[] => {
    if (phase === 'failed' || phase === 'stopped') return [];
    const [beforeMs, afterMs] = [then.get(phase), now.get(phase)];
    const title = bootPhaseTitle[phase];
    if (phase === 'ready' && (beforeMs === undefined) !== (afterMs === undefined)) {
      const words = [beforeMs, afterMs].map((durationMs) => (durationMs === undefined ? 'not reached' : 'reached'));
      const direction = afterMs === undefined ? 'worse' : 'better';
      return [{ direction, subject: 'phase', title, before: words[0] ?? null, after: words[1] ?? null }];
    }
    // How long a VM stayed ready says how long somebody used it.
    if (phase === 'ready' || beforeMs === undefined || afterMs === undefined) return [];
    const words = { subject: 'phase' as const, title, before: secondsText(beforeMs), after: secondsText(afterMs) };
    const direction = slowerOrQuicker(beforeMs, afterMs, { noticedMs, pace });
    return direction === undefined ? [] : [{ direction, ...words }];
  });
}

/** Of each phase of the first boot, until the next one began: nobody knows of the last how long it was; `ready` has any. */
function durationsMs(phases: readonly PhaseEntry[]): Map<BootPhase, number> {
  const result = new Map<BootPhase, number>();
  for (const [index, { phase, atMs }] of phases.entries()) {
    const endMs = phase === 'ready' ? atMs : phases[index + 1]?.atMs;
    if (atMs === undefined || endMs === undefined || result.has(phase)) continue;
    result.set(phase, endMs - atMs);
  }
  return result;
}
