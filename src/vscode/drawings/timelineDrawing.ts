import { secondsText } from '../../core/common/secondsText.ts';
import { barState } from '../../core/artefacts/timeline/barState.ts';
import type { Timeline, TimelineBar } from '../../core/artefacts/timeline/timeline.ts';
import { timelineSvg } from '../../core/artefacts/timeline/timelineSvg.ts';
import type { Drawing } from './drawingPage.ts';

/** A timeline as a drawing, and its sections as tables. */
export function timelineDrawing(timeline: Timeline): Drawing {
  return {
    title: timeline.title,
    svg: timelineSvg(timeline, 'none'),
    notes: timeline.notes,
    tables: timeline.sections.map(({ title, bars }) => ({
      title,
      columns: ['What', 'Began at', 'Took', 'State'],
      rows: bars.map(row),
    })),
  };
}

function row(bar: TimelineBar): string[] {
  const { label, startMs, endMs, chain } = bar;
  const took = endMs === null ? '' : secondsText(endMs - startMs);
  const state = [chain === 'on' ? 'on the critical chain' : '', barState(bar)].filter((word) => word !== '').join(', ');
  return [label, secondsText(startMs), took, state];
}
