import { secondsText } from '../../common/secondsText.ts';
import { shorten } from '../../common/shorten.ts';
import { niceTicks } from '../svg/niceTicks.ts';
import { svgPatterns, svgStyle } from '../svg/svgStyle.ts';
import { xmlText } from '../svg/xmlText.ts';
import type { Boot, BootTimes } from './bootTimes.ts';
import { bootSentence } from './bootSentence.ts';

const width = 1000;
const margin = 16;
const left = 64;
const titleHeight = 40;
const headingHeight = 30;
const plotHeight = 110;
const footHeight = 34;
const legendHeight = 24;
const maxTicks = 4;
const maxNameCharacters = 60;
/** Points stand no further apart. */
const maxGap = 60;

/** The boots of each profile, one plot below the other, as an SVG file. @param style as for `timelineSvg` */
export function bootTimesSvg(profiles: readonly BootTimes[], style: 'embedded' | 'none'): string {
  const plots = profiles.map((profile, index) => {
    const top = titleHeight + legendHeight + index * (headingHeight + plotHeight + footHeight);
    return plot(profile, top);
  });
  const height = titleHeight + legendHeight + profiles.length * (headingHeight + plotHeight + footHeight);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="drawing-title">
<title id="drawing-title">${title}</title>
${style === 'embedded' ? `<style>${svgStyle}</style>\n` : ''}${svgPatterns}
<rect width="${width}" height="${height}" class="back"/>
<text x="${margin}" y="24" class="title">${title}</text>
<g transform="translate(${margin + 8} 46)">${mark('passed', 0, 0)}<text x="12" y="4">passed</text>${mark('other', 90, 0)}<text x="102" y="4">ready, but not passed</text>${mark('notReady', 300, 0)}<text x="312" y="4">did not get ready</text></g>
${plots.join('\n')}
</svg>
`;
}

const title = 'Boot times: from the start of the VM until the guest was ready';

function plot({ profile, boots, medianMs }: BootTimes, top: number): string {
  const longestMs = Math.max(1_000, ...boots.flatMap(({ bootMs }) => bootMs ?? []));
  const bottom = top + headingHeight + plotHeight;
  const gap = Math.min(maxGap, (width - left - 2 * margin) / Math.max(1, boots.length - 1));
  const x = (index: number): number => round(left + margin + index * gap);
  const y = (bootMs: number): number => round(bottom - (bootMs / (longestMs * 1.08)) * plotHeight);
  const ticks = niceTicks(0, longestMs / 1000, maxTicks).map((seconds) => {
    const at = y(seconds * 1000);
    return `<path d="M${left} ${at}H${width - margin}" class="grid"/><text x="${left - 8}" y="${at + 4}" text-anchor="end" class="quiet">${String(seconds)} s</text>`;
  });
  const points = boots.map((boot, index) => point(boot, x(index), boot.bootMs === null ? bottom : y(boot.bootMs)));
  const line = boots.flatMap(({ bootMs }, index) => (bootMs === null ? [] : `${x(index)} ${y(bootMs)}`)).join('L');
  const median = medianMs === null ? 'never ready' : `median ${secondsText(medianMs)}`;
  const count = boots.length === 1 ? '1 boot' : `${String(boots.length)} boots`;
  const heading = `${shorten(profile, maxNameCharacters)}: ${count}, ${median}`;
  return `<text x="${margin}" y="${top + 18}" class="heading">${xmlText(heading)}</text>
${ticks.join('')}${line === '' ? '' : `<path d="M${line}" class="line"/>`}
${points.join('\n')}
${dates(boots, x, bottom)}`;
}

function point(boot: Boot, x: number, y: number): string {
  const kind = boot.bootMs === null ? 'notReady' : boot.outcome === 'passed' ? 'passed' : 'other';
  return `<g><title>${xmlText(bootSentence(boot))}</title>${mark(kind, x, y)}</g>`;
}

/** Told apart by their form: a full disc, an empty square, a cross. */
function mark(kind: 'passed' | 'other' | 'notReady', x: number, y: number): string {
  if (kind === 'passed') return `<circle cx="${x}" cy="${y}" r="4" class="fill-phase"/>`;
  if (kind === 'other')
    return `<path d="M${x - 4} ${y - 4}h8v8h-8Z" class="back"/><path d="M${x - 4} ${y - 4}h8v8h-8Z" class="edge edge-chain"/>`;
  return `<path d="M${x - 4} ${y - 4}l8 8M${x - 4} ${y + 4}l8 -8" class="cross"/>`;
}

function dates(boots: readonly Boot[], x: (index: number) => number, bottom: number): string {
  const first = boots[0];
  const last = boots.at(-1);
  if (first === undefined || last === undefined) return '';
  const text = (boot: Boot, index: number, anchor: 'start' | 'end'): string =>
    `<text x="${anchor === 'start' ? left : x(index)}" y="${bottom + 20}" text-anchor="${anchor}" class="quiet">${xmlText(boot.startedAt.slice(0, 10))}</text>`;
  // Two dates need their room.
  const isWide = x(boots.length - 1) - left > 180;
  return text(first, 0, 'start') + (isWide ? text(last, boots.length - 1, 'end') : '');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
