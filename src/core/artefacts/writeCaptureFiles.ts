import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProbeAnswer } from '../probes/probeAnswer.ts';
import type { CaptureRecord } from './captureRecord.ts';
import { describeBytes } from './describeBytes.ts';
import { readingDocument } from './readingDocument.ts';

/**
 * Writes the files of one capture, all or none, and gives the record that metadata.json lists.
 *
 * @param number counts the captures of the run from 1
 * Errors: the file system's.
 */
export async function writeCaptureFiles(
  runFolder: string,
  number: number,
  probeAnswer: ProbeAnswer,
): Promise<CaptureRecord> {
  const { probe, answer, reading, expectation } = probeAnswer;
  const id = `${String(number).padStart(4, '0')}-${probe.id.replace(/[^A-Za-z0-9-]+/g, '-')}`;
  const file = `captures/${id}.txt`;
  const stderrFile = answer.stderr.length === 0 ? null : `captures/${id}.err`;
  const readingFile = reading === null ? null : `captures/${id}.json`;
  try {
    if (reading !== null) await writeFile(join(runFolder, `captures/${id}.json`), readingDocument(reading));
    if (stderrFile !== null) await writeFile(join(runFolder, stderrFile), answer.stderr);
    await writeFile(join(runFolder, file), answer.stdout);
  } catch (error) {
    // Half a file would be wrong evidence.
    const written = ['txt', 'err', 'json'].map((ending) => join(runFolder, `captures/${id}.${ending}`));
    await Promise.all(written.map((path) => rm(path, { force: true }).catch(() => undefined)));
    throw error;
  }
  return {
    id,
    probe: probe.id,
    title: probe.title,
    command: probe.command,
    exitStatus: answer.exitStatus,
    startedAt: answer.startedAt.toISOString(),
    durationMs: Math.round(answer.durationMs),
    channel: answer.channel,
    timedOut: answer.timedOut,
    truncated: answer.truncated,
    bytes: answer.stdout.length,
    ...(await describeBytes(answer.stdout)),
    file,
    stderrFile,
    readingFile,
    expectation,
  };
}
