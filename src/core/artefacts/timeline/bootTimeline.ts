import { secondsText } from '../../common/secondsText.ts';
import { shorten } from '../../common/shorten.ts';
import { bootPhaseTitle } from '../../console/phases/bootPhase.ts';
import type { BootUnit, BootUnits } from '../../probes/readers/bootUnits.ts';
import type { RunMetadata } from '../metadata.ts';
import type { Timeline, TimelineBar, TimelineSection } from './timeline.ts';
import { unitsOfBoot } from './unitsOfBoot.ts';

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
/** A console that floods shows up to 500; the report lists them all. */
const maxFailures = 10;

/** The timeline of a run's present boot: phases and failures by the console's clock, units by the guest's. */
export function bootTimeline(metadata: RunMetadata, answer: AskedUnits | undefined): Timeline {
  const { profile, startedAt, start, bootAtMs = 0 } = metadata;
  const isBoot = start?.kind !== 'checkpoint';
  const asked = answer !== undefined && isOfPresentBoot(metadata, answer) ? answer : undefined;
  const phases = isBoot ? phaseBars(metadata) : nothing;
  const offsetMs = asked === undefined || !isBoot ? 0 : guestOffsetMs(metadata, asked);
  const { bars: units, notes } = asked === undefined ? notAsked : unitBars(asked.bootUnits, offsetMs);
  const clock = isBoot ? `which began ${secondsText(offsetMs)} after the start of the VM` : 'since its kernel began';
  const sections: TimelineSection[] = [
    { title: "Phases, by the console's clock", bars: phases.bars },
    { title: `Units, by the guest's clock, ${clock}`, bars: units },
  ].filter(({ bars }) => bars.length > 0);
  const bars = sections.flatMap((section) => section.bars);
  const axisMs = isBoot ? bootAtMs : 0;
  const startMs = Math.min(axisMs, ...bars.map((bar) => bar.startMs));
  const latestMs = Math.max(axisMs, ...bars.map((bar) => bar.endMs ?? lastSeenMs(metadata, asked, offsetMs)));
  return {
    title: `Boot of ${profile.name}, ${startedAt.replace(/\.\d+Z$/, 'Z').replace('T', ' ')}`,
    startMs,
    endMs: Math.max(latestMs, startMs + leastAxisMs),
    sections,
    notes: [
      ...(isBoot ? [] : ['This run began from a checkpoint; the times are those of the boot it was made of.']),
      ...(axisMs === 0
        ? []
        : [`The machine was started anew; this boot began ${secondsText(axisMs)} after the start of the VM.`]),
      ...phases.notes,
      ...notes,
    ],
  };
}

interface Drawn {
  readonly bars: TimelineBar[];
  readonly notes: string[];
}

const nothing: Drawn = { bars: [], notes: [] };
const notAsked: Drawn = { bars: [], notes: ['The guest was not asked for the times of its units (probe boot-units).'] };

/** Units of a boot before are none of this one's. */
function isOfPresentBoot({ startedAt, bootAtMs = 0 }: RunMetadata, { askedAt }: AskedUnits): boolean {
  return bootAtMs === 0 || Date.parse(askedAt) - Date.parse(startedAt) >= bootAtMs;
}

/** How long a VM was used after it was ready is not the boot's. */
function phaseBars({ phases, failures, bootAtMs = 0 }: RunMetadata): Drawn {
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
    if (atMs === undefined || severity === 'warning') return [];
    if (atMs < bootAtMs || (readyMs !== undefined && atMs > readyMs)) return [];
    return [{ label: shorten(title, maxLabelCharacters), startMs: atMs, endMs: atMs, kind: 'failed', chain: 'off' }];
  });
  const more = marks.length - maxFailures;
  return {
    bars: [...bars, ...marks.slice(0, maxFailures)].sort((a, b) => a.startMs - b.startMs),
    notes: more <= 0 ? [] : [`${String(more)} more ${more === 1 ? 'failure is' : 'failures are'} left out.`],
  };
}

/**
 * Where the guest's clock begins on the axis: by its uptime when it was asked, and not after its kernel's first line. A
 * pause, a host that slept and a clock that was set count in the one and not in the other.
 */
function guestOffsetMs({ startedAt, phases, bootAtMs = 0 }: RunMetadata, { bootUnits, askedAt }: AskedUnits): number {
  const { uptimeMs } = bootUnits;
  const kernelMs = phases.find(({ phase }) => phase === 'kernel')?.atMs;
  if (uptimeMs === null) return kernelMs ?? bootAtMs;
  const byUptimeMs = Date.parse(askedAt) - Date.parse(startedAt) - uptimeMs;
  return Math.max(bootAtMs, Math.min(byUptimeMs, kernelMs ?? byUptimeMs));
}

function unitBars(bootUnits: BootUnits, offsetMs: number): Drawn {
  const ofBoot = unitsOfBoot(bootUnits);
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
      ...(bootUnits.finishedMs === null ? ['The boot was not finished when the guest was asked.'] : []),
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
