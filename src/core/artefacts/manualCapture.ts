import { StringDecoder } from 'node:string_decoder';
import type { GuestAnswer } from '../guest/guestChannel.ts';
import type { CaptureRecord } from './captureRecord.ts';
import { fencedBlock } from './markdown/fencedBlock.ts';
import { fileLink } from './markdown/fileLink.ts';
import { plainText } from './markdown/plainText.ts';

/** Of each output so much is shown; the whole of it is in the file that is linked. */
const maxShownBytes = 256 * 1024;

/** One command and its output, as it is appended to manual-capture.md. */
export function manualCapture(record: CaptureRecord, answer: GuestAnswer): string {
  const { id, title, command, exitStatus, startedAt, durationMs, channel, timedOut, truncated, file, stderrFile } =
    record;
  const facts = [
    `exit status ${exitStatus}`,
    `started ${startedAt}`,
    `took ${(durationMs / 1000).toFixed(2)} s`,
    `channel: ${channel}`,
    ...(timedOut ? ['ran out of its time and was ended'] : []),
    ...(truncated ? ['output cut'] : []),
  ];
  return `\n${[
    `## ${id.slice(0, 4)} ${plainText(title)}`,
    fencedBlock(command, 'sh'),
    `${facts.join(', ')}; stdout: ${fileLink(file)}`,
    ...output(answer.stdout, file),
    ...(stderrFile === null ? [] : [`stderr: ${fileLink(stderrFile)}`, ...output(answer.stderr, stderrFile)]),
  ].join('\n\n')}\n`;
}

function output(bytes: Buffer, file: string): string[] {
  if (bytes.length === 0) return ['No output.'];
  // The decoder leaves out the half of a character at the cut.
  const decoder = new StringDecoder('utf8');
  const shown = decoder.write(bytes.subarray(0, maxShownBytes));
  const block = fencedBlock(bytes.length > maxShownBytes ? shown : shown + decoder.end(), 'text');
  return bytes.length > maxShownBytes
    ? [block, `The first ${maxShownBytes} of ${bytes.length} bytes are shown; the whole is in ${fileLink(file)}.`]
    : [block];
}
