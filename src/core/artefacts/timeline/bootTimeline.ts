import { secondsText } from '../../common/secondsText.ts';
import { shorten } from '../../common/shorten.ts';
import { bootPhaseTitle } from '../../console/phases/bootPhase.ts';
import type { BootUnit, BootUnits } from '../../probes/readers/bootUnits.ts';
import type { RunMetadata } from '../metadata.ts';
import type { Timeline, TimelineBar, TimelineSection } from './timeline.ts';

/** What a guest answered about its units, and when it was asked. */
export interface AskedUnits {
  readonly bootUnits: BootUnits;
  /** ISO 8601. */
  readonly askedAt: string;
}

/** A boot has some hundred units; these many can be read. */
const maxUnits = 40;
/** What took less is not worth a row, unless it is on the critical chain. */
const leastUnitMs = 50;
const maxLabelCharacters = 100;
const leastAxisMs = 1_000;

/** The timeline of a run: phases and failures by the console's clock, units by the guest's. */
export function bootTimeline(metadata: RunMetadata, asked: AskedUnits | undefined): Timeline {
  const { profile, startedAt, start } = metadata;
  const isBoot = start?.kind !== 'checkpoint';
  const phases = isBoot ? phaseBars(metadata) : [];
  const offsetMs = asked === undefined || !isBoot ? 0 : guestOffsetMs(metadata, asked);
  const { bars: units, notes } = asked === undefined ? nothingAsked : unitBars(asked.bootUnits, offsetMs);
  const clock = isBoot ? `which began ${secondsText(offsetMs)} after the start of the VM` : 'since its kernel began';
  const sections: TimelineSection[] = [
    { title: "Phases, by the console's clock", bars: phases },
    { title: `Units, by the guest's clock, ${clock}`, bars: units },
  ].filter(({ bars }) => bars.length > 0);
  const bars = sections.flatMap((section) => section.bars);
  const startMs = Math.min(0, ...bars.map((bar) => bar.startMs));
  const latestMs = Math.max(0, ...bars.map((bar) => bar.endMs ?? lastSeenMs(metadata, asked, offsetMs)));
  return {
    title: `Boot of ${profile.name}, ${startedAt.replace(/\.\d+Z$/, 'Z').replace('T', ' ')}`,
    startMs,
    endMs: Math.max(latestMs, startMs + leastAxisMs),
    sections,
    notes: [
      ...(isBoot ? [] : ['This run began from a checkpoint; the times are those of the boot it was made of.']),
      ...notes,
    ],
  };
}

const nothingAsked = { bars: [], notes: ['The guest was not asked for the times of its units (probe boot-units).'] };

/** Of the present boot. How long a VM was used after it was ready is not the boot's. */
function phaseBars({ phases, failures }: RunMetadata): TimelineBar[] {
  const timed = phases.flatMap(({ phase, atMs }) => (atMs === undefined ? [] : [{ phase, atMs }]));
  const readyMs = timed.find(({ phase }) => phase === 'ready')?.atMs;
  const bars = timed.flatMap(({ phase, atMs }, index): TimelineBar[] => {
    if (phase === 'stopped') return [];
    const point = phase === 'ready' || phase === 'failed';
    const endMs = point ? atMs : (timed[index + 1]?.atMs ?? null);
    const kind = phase === 'failed' ? 'failed' : 'phase';
    return [{ label: bootPhaseTitle[phase], startMs: atMs, endMs, kind, chain: 'off' }];
  });
  const marks = failures.flatMap(({ title, severity, atMs }): TimelineBar[] => {
    if (atMs === undefined || severity === 'warning' || (readyMs !== undefined && atMs > readyMs)) return [];
    return [{ label: shorten(title, maxLabelCharacters), startMs: atMs, endMs: atMs, kind: 'failed', chain: 'off' }];
  });
  return [...bars, ...marks].sort((a, b) => a.startMs - b.startMs);
}

/** Where the guest's clock stands on the axis: by its uptime when it was asked, else by its kernel's first line. */
function guestOffsetMs({ startedAt, phases }: RunMetadata, { bootUnits, askedAt }: AskedUnits): number {
  const { uptimeMs } = bootUnits;
  if (uptimeMs !== null) return Math.max(0, Date.parse(askedAt) - Date.parse(startedAt) - uptimeMs);
  return phases.find(({ phase }) => phase === 'kernel')?.atMs ?? 0;
}

function unitBars(bootUnits: BootUnits, offsetMs: number): { bars: TimelineBar[]; notes: string[] } {
  const { units, finishedMs, uptimeMs } = bootUnits;
  const untilMs = finishedMs ?? uptimeMs ?? Number.POSITIVE_INFINITY;
  const ofBoot = units.filter(({ startMs }) => startMs <= untilMs);
  const chain = new Set(bootUnits.chain);
  const isWanted = ({ unit, state }: BootUnit): boolean => chain.has(unit) || state !== 'done';
  const others = ofBoot
    .filter((unit) => !isWanted(unit) && tookMs(unit) >= leastUnitMs)
    .sort((a, b) => tookMs(b) - tookMs(a));
  const wanted = ofBoot.filter(isWanted).slice(-maxUnits);
  const chosen = new Set([...wanted, ...others.slice(0, Math.max(0, maxUnits - wanted.length))]);
  const leftOut = ofBoot.filter((unit) => !chosen.has(unit));
  const longestMs = Math.max(leastUnitMs, ...leftOut.map(tookMs));
  const bars = ofBoot.flatMap((each): TimelineBar[] => {
    if (!chosen.has(each)) return [];
    const { unit, state, startMs, endMs } = each;
    return [
      {
        label: shorten(unit, maxLabelCharacters),
        startMs: startMs + offsetMs,
        endMs: endMs === null ? null : endMs + offsetMs,
        kind: state === 'done' ? 'unit' : state,
        chain: chain.has(unit) ? 'on' : 'off',
      },
    ];
  });
  return {
    bars,
    notes: [
      ...(finishedMs === null ? ['The boot was not finished when the guest was asked.'] : []),
      ...(leftOut.length === 0
        ? []
        : [
            `${String(leftOut.length)} more units are left out; none of them took more than ${(longestMs / 1000).toFixed(2)} s.`,
          ]),
    ],
  };
}

function tookMs({ startMs, endMs }: BootUnit): number {
  return (endMs ?? Number.POSITIVE_INFINITY) - startMs;
}

/** Until when it is known that what had not ended had not. */
function lastSeenMs({ phases }: RunMetadata, asked: AskedUnits | undefined, offsetMs: number): number {
  const uptimeMs = asked?.bootUnits.uptimeMs ?? 0;
  return Math.max(
    uptimeMs + offsetMs,
    ...phases.flatMap(({ phase, atMs }) => (phase === 'stopped' ? [] : (atMs ?? []))),
  );
}
