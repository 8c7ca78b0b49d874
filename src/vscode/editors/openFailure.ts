import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ConsoleFailure } from '../../core/console/phases/bootPhase.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { findTraceLine } from './findTraceLine.ts';
import { openRunFile } from './openRunFile.ts';
import { openSerialLog } from './openSerialLog.ts';

/** Opens the serial log where a failure's trace begins: in the readable text, else at its bytes in serial.log. */
export async function openFailure(state: VmState, failure: ConsoleFailure): Promise<void> {
  const text = await readFile(join(state.runFolder, 'serial.txt'), 'utf8').catch(() => '');
  const position = state.consoleBytes === 0 ? 1 : failure.byteStart / state.consoleBytes;
  const line = findTraceLine(text, failure.trace, position);
  if (line !== undefined) {
    await openSerialLog(state.runFolder, lines(line, failure.trace.length));
    return;
  }
  const bytes = await readFile(join(state.runFolder, 'serial.log')).catch(() => Buffer.alloc(0));
  const before = bytes.subarray(0, failure.byteStart).toString('latin1').split('\n').length - 1;
  await openRunFile(state.runFolder, 'serial.log', { selection: lines(before, failure.trace.length) });
}

function lines(first: number, count: number): vscode.Range {
  return new vscode.Range(first, 0, first + Math.max(1, count) - 1, Number.MAX_SAFE_INTEGER);
}
