import type { ReaderName } from '../probe.ts';
import { readBootUnits } from './readBootUnits.ts';
import { readJson } from './readJson.ts';
import { readJsonLines } from './readJsonLines.ts';
import { readKeyValue } from './readKeyValue.ts';
import { readLines } from './readLines.ts';
import { readListJobs } from './readListJobs.ts';
import { readMdstat } from './readMdstat.ts';
import type { ReadResult } from './readResult.ts';
import { readSystemdAnalyze } from './readSystemdAnalyze.ts';
import { readText } from './readText.ts';

/** The reader of each name. Invariant: none of them throws, whatever the guest wrote. */
export const readers: Readonly<Record<ReaderName, (text: string) => ReadResult>> = {
  keyValue: readKeyValue,
  json: readJson,
  jsonLines: readJsonLines,
  lines: readLines,
  text: readText,
  listJobs: readListJobs,
  mdstat: readMdstat,
  systemdAnalyze: readSystemdAnalyze,
  bootUnits: readBootUnits,
};
