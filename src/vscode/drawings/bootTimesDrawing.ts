import { secondsText } from '../../core/common/secondsText.ts';
import type { BootTimes } from '../../core/artefacts/pastRuns/bootTimes.ts';
import { bootTimesSvg } from '../../core/artefacts/pastRuns/bootTimesSvg.ts';
import type { Drawing } from './drawingPage.ts';

/** The boot times of each profile as a drawing and as tables. */
export function bootTimesDrawing(profiles: readonly BootTimes[]): Drawing {
  return {
    title: 'Boot Times',
    svg: bootTimesSvg(profiles, 'none'),
    notes: [],
    tables: profiles.map(({ profile, boots, medianMs }) => ({
      title: medianMs === null ? profile : `${profile}, median ${secondsText(medianMs)}`,
      columns: ['Started', 'Ready after', 'Outcome', 'Accelerator'],
      rows: boots.map(({ startedAt, bootMs, outcome, accelerator }) => [
        startedAt.replace(/\.\d+Z$/, 'Z').replace('T', ' '),
        bootMs === null ? 'not ready' : secondsText(bootMs),
        outcome,
        accelerator ?? '',
      ]),
    })),
  };
}
