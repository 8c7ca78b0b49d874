import { isUsualAtShutdown } from '../../console/failures/isUsualAtShutdown.ts';
import type { ArtefactFile } from '../artefactFile.ts';
import { consoleFiles } from '../consoleFiles.ts';
import { shorten } from '../../common/shorten.ts';
import { bootPhaseTitle, type ConsoleFailure, type PhaseEntry } from '../../console/phases/bootPhase.ts';
import { codeSpan } from '../markdown/codeSpan.ts';
import { fencedBlock } from '../markdown/fencedBlock.ts';
import { markdownTable } from '../markdown/markdownTable.ts';
import { plainText } from '../markdown/plainText.ts';
import type { RunMetadata } from '../metadata.ts';
import { timelineFile } from '../timeline/timelineFile.ts';
import { secondsText } from '../../common/secondsText.ts';

/** A trace is shown so far in the report; the whole of it is in metadata.json and serial.log. */
const maxTraceLines = 60;
const maxTraceLineCharacters = 500;

/** What happened when: the boot phases, and between them what the console showed going wrong. */
export function bootSection(metadata: RunMetadata, files: readonly ArtefactFile[]): string {
  const { phases, start, harness } = metadata;
  const failures = metadata.failures.filter((failure) => !isUsualAtShutdown(failure));
  const { log } = consoleFiles(metadata);
  const begun = beginning(start);
  const picture = files.some(({ file }) => file === timelineFile)
    ? `![The boot as a timeline](${timelineFile})`
    : undefined;
  const heading = ['## Boot timeline', begun, picture].filter((part) => part !== undefined).join('\n\n');
  if (phases.length + failures.length === 0)
    return harness === undefined ? `${heading}\n\nNo boot phase was seen.` : '';
  const rows = [...phases.map(phaseRow), ...failures.map(failureRow)].toSorted((a, b) => a.byte - b.byte);
  const table = markdownTable(
    ['After', 'What', 'Since the phase before', `In ${log}`],
    rows.map(({ atMs, what, took, byte }) => [
      atMs === undefined ? (start?.kind === 'checkpoint' ? 'before' : 'unknown') : secondsText(atMs),
      what,
      took,
      `byte ${byte}`,
    ]),
  );
  const traces = failures.map((failure) => failureText(failure, log));
  return [`${heading}\n\n${table}`, ...(traces.length === 0 ? [] : ['### Failures on the console', ...traces])].join(
    '\n\n',
  );
}

/** What a reader has to know before the table, if this was not simply a boot. */
function beginning(start: RunMetadata['start']): string | undefined {
  if (start?.kind === 'boot') return start.why === null ? undefined : `${plainText(start.why)} So this run booted.`;
  if (start === null) return undefined;
  const { id, madeAt, runFolder, consoleBytes } = start;
  const from = `This run did not boot: it began from the checkpoint ${codeSpan(id)}, saved at ${madeAt} in ${codeSpan(runFolder)}.`;
  return `${from} The first ${consoleBytes} bytes of serial.log were written then; times are those since this VM was started.`;
}

interface TimelineRow {
  readonly atMs: number | undefined;
  readonly what: string;
  readonly took: string;
  /** Its place in serial.log, which is the order of things also where no times are known. */
  readonly byte: number;
}

function phaseRow({ phase, atMs, byteOffset }: PhaseEntry, index: number, phases: readonly PhaseEntry[]): TimelineRow {
  const before = phases[index - 1]?.atMs;
  const took = atMs === undefined || before === undefined ? '' : `+${secondsText(atMs - before)}`;
  return { atMs, what: bootPhaseTitle[phase], took, byte: byteOffset };
}

function failureRow({ severity, title, atMs, byteStart }: ConsoleFailure): TimelineRow {
  return { atMs, what: `${severity}: ${plainText(title)}`, took: '', byte: byteStart };
}

function failureText({ severity, title, trace, byteStart, byteEnd, atMs }: ConsoleFailure, log: string): string {
  const lines = trace.slice(0, maxTraceLines).map((line) => shorten(line, maxTraceLineCharacters));
  if (trace.length > maxTraceLines) lines.push(`… ${trace.length - maxTraceLines} more lines`);
  const time = atMs === undefined ? '' : ` after ${secondsText(atMs)}`;
  const place = `${severity}${time}, bytes ${byteStart} to ${byteEnd} of ${log}`;
  return `${plainText(title)} (${place})\n\n${fencedBlock(lines.join('\n'), 'text')}`;
}
