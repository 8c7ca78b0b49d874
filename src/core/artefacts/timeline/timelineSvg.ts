import { secondsText } from '../../common/secondsText.ts';
import { niceTicks } from '../svg/niceTicks.ts';
import { svgPatterns, svgStyle } from '../svg/svgStyle.ts';
import { xmlText } from '../svg/xmlText.ts';
import { barState } from './barState.ts';
import type { Timeline, TimelineBar } from './timeline.ts';

const width = 1000;
const margin = 16;
/** Beside the plot, so that a bar that goes from end to end has a place for its label. */
const labelRoom = 170;
const rowHeight = 22;
const barHeight = 12;
const headingHeight = 34;
const titleHeight = 34;
const axisHeight = 22;
const maxTicks = 12;
/** Of the labels' font; labels only have to be on the right side. */
const characterWidth = 6.8;

/**
 * A timeline as an SVG file: a row per bar, its label beside it. Readable without colour, in a light and a dark theme.
 *
 * @param style `embedded` for a file of its own; `none` for a page that has `svgStyle` already
 */
export function timelineSvg(timeline: Timeline, style: 'embedded' | 'none'): string {
  const { title, startMs, endMs, sections, notes } = timeline;
  const x = (atMs: number): number =>
    round(margin + ((atMs - startMs) / (endMs - startMs)) * (width - 2 * margin - labelRoom));
  const parts: string[] = [];
  const links: string[] = [];
  let y = titleHeight + axisHeight;
  for (const section of sections) {
    parts.push(`<text x="${margin}" y="${y + 22}" class="heading">${xmlText(section.title)}</text>`);
    y += headingHeight;
    let before: { readonly x: number; readonly y: number } | undefined;
    for (const bar of section.bars) {
      if (bar.chain === 'on') {
        if (before !== undefined) links.push(link(before, { x: x(bar.startMs), y: y + rowHeight / 2 }));
        before = { x: x(bar.endMs ?? endMs), y: y + rowHeight / 2 };
      }
      parts.push(row(bar, { x, y, endMs }));
      y += rowHeight;
    }
  }
  const bottom = y + 6;
  const legend = legendRows(timeline);
  const height = bottom + 24 + (legend.length + notes.length) * 20;
  const ticks = niceTicks(startMs / 1000, endMs / 1000, maxTicks).map((seconds) => tick(seconds, x, bottom));
  const foot = [
    ...legend.map(([swatch, words], index) => {
      const top = bottom + 14 + index * 20;
      return `<g transform="translate(${margin} ${top})">${swatch}<text x="38" y="10">${xmlText(words)}</text></g>`;
    }),
    ...notes.map(
      (note, index) =>
        `<text x="${margin}" y="${bottom + 24 + (legend.length + index) * 20}" class="quiet">${xmlText(note)}</text>`,
    ),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="drawing-title">
<title id="drawing-title">${xmlText(title)}</title>
${style === 'embedded' ? `<style>${svgStyle}</style>\n` : ''}${svgPatterns}
<rect width="${width}" height="${height}" class="back"/>
<text x="${margin}" y="24" class="title">${xmlText(title)}</text>
${[...ticks, ...links, ...parts, ...foot].join('\n')}
</svg>
`;
}

interface Place {
  readonly x: (atMs: number) => number;
  /** Top of the row. */
  readonly y: number;
  /** Of the axis. */
  readonly endMs: number;
}

function row(bar: TimelineBar, { x, y, endMs }: Place): string {
  const { label, startMs } = bar;
  const [left, right] = [x(startMs), x(bar.endMs ?? endMs)];
  const top = y + (rowHeight - barHeight) / 2;
  const took = bar.endMs === startMs ? `at ${secondsText(startMs)}` : secondsText((bar.endMs ?? endMs) - startMs);
  const words = [`${bar.chain === 'on' ? '◆ ' : ''}${label}`, took, barState(bar)]
    .filter((word) => word !== '')
    .join(', ');
  const tip = `<title>${xmlText(`${words}; began at ${secondsText(startMs)}`)}</title>`;
  return `<g>${tip}${shape(bar, { left, right, top })}${labelText(words, bar, { left, right, y: y + 15 })}</g>`;
}

function shape(bar: TimelineBar, { left, right, top }: { left: number; right: number; top: number }): string {
  const edge = bar.chain === 'on' ? 'edge edge-chain' : 'edge';
  if (bar.endMs === bar.startMs) {
    const middle = top + barHeight / 2;
    const d = `M${left} ${top}L${round(left + 6)} ${middle}L${left} ${top + barHeight}L${round(left - 6)} ${middle}Z`;
    return `<path d="${d}" ${fill(bar)}/><path d="${d}" class="${edge}"/>`;
  }
  const wide = Math.max(2, round(right - left));
  const box = `<rect x="${left}" y="${top}" width="${wide}" height="${barHeight}" ${fill(bar)}/>`;
  // What has not ended is open on its right.
  const sides =
    bar.endMs === null
      ? `M${left + wide} ${top}H${left}v${barHeight}h${wide}`
      : `M${left} ${top}h${wide}v${barHeight}h-${wide}Z`;
  return `${box}<path d="${sides}" class="${edge}"/>`;
}

function fill({ kind, chain }: Pick<TimelineBar, 'kind' | 'chain'>): string {
  if (kind === 'failed') return 'fill="url(#failed)"';
  if (kind === 'starting') return 'fill="url(#starting)"';
  if (chain === 'on') return 'fill="url(#chain)"';
  return kind === 'phase' ? 'class="fill-phase"' : 'class="fill-plain"';
}

/** Behind the bar, or before it where there is no room behind. */
function labelText(
  words: string,
  bar: TimelineBar,
  { left, right, y }: { left: number; right: number; y: number },
): string {
  const room = words.length * characterWidth + 10;
  const strong = bar.chain === 'on' ? ' class="strong"' : '';
  const text = xmlText(words);
  if (right + room <= width) return `<text x="${round(right + 9)}" y="${y}"${strong}>${text}</text>`;
  if (left - room >= 0) return `<text x="${round(left - 9)}" y="${y}" text-anchor="end"${strong}>${text}</text>`;
  return `<text x="${width - margin}" y="${y}" text-anchor="end"${strong}>${text}</text>`;
}

function link(from: { x: number; y: number }, to: { x: number; y: number }): string {
  return `<path d="M${from.x} ${from.y}V${to.y}H${to.x}" class="link"/>`;
}

function tick(seconds: number, x: (atMs: number) => number, bottom: number): string {
  const at = x(seconds * 1000);
  const line = `<path d="M${at} ${titleHeight + axisHeight}V${bottom}" class="grid"/>`;
  return `${line}<text x="${at}" y="${titleHeight + axisHeight - 6}" text-anchor="middle" class="quiet">${String(seconds)} s</text>`;
}

/** Only what is there is explained. */
function legendRows({ sections }: Timeline): [swatch: string, words: string][] {
  const bars = sections.flatMap((section) => section.bars);
  const kinds: [TimelineBar['kind'], TimelineBar['chain'], string][] = [
    ['unit', 'on', '◆ critical chain: each of these waited for the one before it'],
    ['starting', 'off', 'had not come to its end when the guest was asked'],
    ['failed', 'off', 'failed'],
  ];
  return kinds
    .filter(([kind, chain]) =>
      chain === 'on' ? bars.some((bar) => bar.chain === 'on') : bars.some((bar) => bar.kind === kind),
    )
    .map(([kind, chain, words]) => {
      const bar: TimelineBar = { label: '', startMs: 0, endMs: kind === 'starting' ? null : 1, kind, chain };
      return [shape(bar, { left: 0, right: 30, top: 0 }), words];
    });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
