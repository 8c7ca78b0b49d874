import { join } from 'node:path';
import { readBeginning } from '../../common/readBeginning.ts';
import { visibleText } from '../../common/visibleText.ts';
import type { CaptureRecord } from '../captureRecord.ts';

/** Of each output so much is shown; the whole of it is in its file. */
const maxBytes = 64 * 1024;

/** A capture as a reader of test results wants it: the command, its output, its complaint, with control characters made visible. */
export async function evidenceText(runFolder: string, capture: CaptureRecord): Promise<string> {
  const { command, file, stderrFile, exitStatus } = capture;
  const stderr = stderrFile === null ? [] : [`--- ${stderrFile}`, await beginningOf(runFolder, stderrFile)];
  return [`$ ${command}`, await beginningOf(runFolder, file), ...stderr, `--- exit status ${exitStatus}, ${file}`]
    .filter((part) => part !== '')
    .join('\n');
}

async function beginningOf(runFolder: string, file: string): Promise<string> {
  try {
    const { text, bytes, ofBytes } = await readBeginning(join(runFolder, file), maxBytes);
    const rest = ofBytes > bytes ? `\n(the first ${bytes} of ${ofBytes} bytes)` : '';
    return visibleText(text.replace(/\r\n/g, '\n').trimEnd(), 'newlinesAndTabs') + rest;
  } catch (error) {
    return `(${file} cannot be read: ${error instanceof Error ? error.message : String(error)})`;
  }
}
