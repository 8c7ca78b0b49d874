import type { ArtefactFile } from '../artefactFile.ts';
import { latestCaptures } from '../latestCaptures.ts';
import { codeSpan } from '../markdown/codeSpan.ts';
import { plainText } from '../markdown/plainText.ts';
import type { RunMetadata } from '../metadata.ts';
import { secondsText } from '../../common/secondsText.ts';

/** What could not be captured, and why; what is cut; what could not be written. */
export function limitationsSection(metadata: RunMetadata, files: readonly ArtefactFile[]): string {
  const items = [
    ...channelLimit(metadata),
    ...metadata.missing.map(({ title, why }) => `${plainText(title)} could not be captured: ${plainText(why)}`),
    ...(metadata.limitations ?? []).map((sentence) => plainText(sentence)),
    ...captureLimits(metadata),
    ...metadata.problems.map(
      ({ file, why, at }) => `${codeSpan(file)} could not be written (${at}): ${plainText(why)}`,
    ),
    ...consoleLimit(metadata, files),
  ];
  const text = items.length === 0 ? 'None known.' : items.map((item) => `- ${item}`).join('\n');
  return `## Limitations\n\n${text}`;
}

function consoleLimit({ harness }: RunMetadata, files: readonly ArtefactFile[]): string[] {
  if (harness !== undefined || files.some(({ file }) => file === 'serial.log')) return [];
  return ['There is no console log: QEMU did not write one.'];
}

function channelLimit({ channel, harness }: RunMetadata): string[] {
  if (harness !== undefined)
    return ['A harness ran the VM: nothing is known of the guest but what the transcript shows.'];
  if (channel === null) return ['No command could be run in the guest: there was no guest channel.'];
  if (channel.kind !== 'none') return [];
  return [`No command could be run in the guest: ${plainText(channel.why ?? 'there was no way in')}`];
}

function captureLimits({ captures }: RunMetadata): string[] {
  return latestCaptures(captures).flatMap(({ title, timedOut, truncated, durationMs, bytes, expectation }) => {
    const limits: string[] = [];
    if (timedOut) limits.push(`ran out of its time after ${secondsText(durationMs)} and was ended`);
    if (truncated) limits.push(`is cut after ${bytes} bytes`);
    if (expectation?.state === 'unknown') limits.push(`could not be judged: ${plainText(expectation.why)}`);
    return limits.map((limit) => `${plainText(title)} ${limit}`);
  });
}
