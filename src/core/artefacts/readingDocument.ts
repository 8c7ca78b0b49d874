import type { ProbeReading } from '../probes/probeReading.ts';

/** What a reading said on stderr is kept so far. */
const maxStderrBytes = 64 * 1024;

/**
 * `captures/NNNN-<probe id>.json`: schemaVersion, reader, command, exitStatus, durationMs, timedOut, truncated (null
 * without an answer), stderr, ok, and `value` (with `remark`, what was left out of it) or `why` and, as far as there is
 * any, the `raw` text.
 */
export function readingDocument(reading: ProbeReading): string {
  const { reader, command, answer, result } = reading;
  const document = {
    schemaVersion: 1,
    reader,
    command,
    exitStatus: answer?.exitStatus ?? null,
    durationMs: answer === null ? null : Math.round(answer.durationMs),
    timedOut: answer?.timedOut ?? null,
    truncated: answer?.truncated ?? null,
    stderr: answer?.stderr.subarray(0, maxStderrBytes).toString('utf8') ?? '',
    ...(result.ok ? result : { ...result, raw: rawText(reading) }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const maxRawBytes = 1024 * 1024;

function rawText({ answer }: ProbeReading): string {
  return answer?.stdout.subarray(0, maxRawBytes).toString('utf8') ?? '';
}
