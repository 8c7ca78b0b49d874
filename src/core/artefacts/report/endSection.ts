import { plainText } from '../markdown/plainText.ts';
import type { RunMetadata } from '../metadata.ts';

/** How the VM came to its end. */
export function endSection({ end, endedAt }: RunMetadata): string {
  const heading = '## How it ended\n\n';
  if (end === null) return `${heading}The VM still ran when this was written, or its end could not be written down.`;
  const details = [
    end.step === undefined ? undefined : `Step of the stop ladder: ${plainText(end.step)}`,
    end.exitCode === null ? undefined : `Exit code of QEMU: ${end.exitCode}`,
    end.signal === null ? undefined : `Signal: ${plainText(end.signal)}`,
    endedAt === null ? undefined : `At ${endedAt}`,
  ].filter((detail) => detail !== undefined);
  const list = details.map((detail) => `- ${detail}`).join('\n');
  return heading + plainText(end.sentence) + (list === '' ? '' : `\n\n${list}`);
}
