import { shorten } from '../../common/shorten.ts';
import { bootPhaseTitle, type ConsoleFailure } from '../../console/bootPhase.ts';
import { fencedBlock } from '../markdown/fencedBlock.ts';
import { markdownTable } from '../markdown/markdownTable.ts';
import { plainText } from '../markdown/plainText.ts';
import type { RunMetadata } from '../metadata.ts';

/** A trace is shown so far in the report; the whole of it is in metadata.json and serial.log. */
const maxTraceLines = 60;
const maxTraceLineCharacters = 500;

/** The boot phases with their times, and what the console showed going wrong. */
export function bootSection({ phases, failures }: RunMetadata): string {
  const rows = phases.map(({ phase, atMs, byteOffset }, index) => {
    const before = phases[index - 1]?.atMs;
    const took = atMs === undefined || before === undefined ? '' : `+${seconds(atMs - before)}`;
    return [bootPhaseTitle[phase], atMs === undefined ? 'unknown' : seconds(atMs), took, `byte ${byteOffset}`];
  });
  const table =
    rows.length === 0
      ? 'No boot phase was seen.'
      : markdownTable(['Phase', 'Reached after', 'Since the one before', 'In serial.log'], rows);
  const traces = failures.map(failureText);
  return [`## Boot\n\n${table}`, ...(traces.length === 0 ? [] : ['### Failures on the console', ...traces])].join(
    '\n\n',
  );
}

function failureText({ severity, title, trace, byteStart, byteEnd, atMs }: ConsoleFailure): string {
  const lines = trace.slice(0, maxTraceLines).map((line) => shorten(line, maxTraceLineCharacters));
  if (trace.length > maxTraceLines) lines.push(`… ${trace.length - maxTraceLines} more lines`);
  const time = atMs === undefined ? '' : ` after ${seconds(atMs)}`;
  const place = `${severity}${time}, bytes ${byteStart} to ${byteEnd} of serial.log`;
  return `${plainText(title)} (${place})\n\n${fencedBlock(lines.join('\n'), 'text')}`;
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toFixed(1)} s`;
}
