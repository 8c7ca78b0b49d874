import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
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
    const handle = await open(join(runFolder, file));
    try {
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(size, maxBytes)), 0, null, 0);
      // The decoder leaves out the half of a character at the cut.
      const text = new StringDecoder('utf8').write(buffer.subarray(0, bytesRead));
      const rest = size > bytesRead ? `\n(the first ${bytesRead} of ${size} bytes)` : '';
      return visibleText(text.replace(/\r\n/g, '\n').trimEnd(), 'newlinesAndTabs') + rest;
    } finally {
      await handle.close();
    }
  } catch (error) {
    return `(${file} cannot be read: ${error instanceof Error ? error.message : String(error)})`;
  }
}
