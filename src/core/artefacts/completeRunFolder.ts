import { appendFile, readFile } from 'node:fs/promises';
import { createWriteStream, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { finished } from 'node:stream/promises';
import type { PhaseEntry } from '../console/phases/bootPhase.ts';
import type { CustomFailurePattern } from '../console/failures/failurePattern.ts';
import { inspectSerialLog } from '../console/inspection/inspectSerialLog.ts';
import { ScreenText } from '../console/screen/screenText.ts';
import { messageOf } from '../common/userError.ts';
import { consoleFindings } from '../findings/consoleFindings.ts';
import { gravestFirst } from '../findings/gravestFirst.ts';
import { consoleByQemu } from './consoleByQemu.ts';
import { consoleFiles } from './consoleFiles.ts';
import { missingConsole } from './missingConsole.ts';
import { RunFolder } from './runFolder.ts';

/**
 * Completes the folder of a run whose host, or whose harness's program, was killed: what the guest still wrote is taken from
 * QEMU's own log, phases, failures and findings are read out of it, and the end, the report and the ledger's line are
 * written. Done again, it changes nothing. Answers whether the run had no end yet.
 *
 * To be called when QEMU has ended. Errors: those of reading and writing the folder.
 */
export async function completeRunFolder(
  path: string,
  options: {
    readonly capturesFolder: string;
    readonly patterns: readonly CustomFailurePattern[];
    readonly sentence: string;
  },
): Promise<boolean> {
  const { capturesFolder, sentence } = options;
  // Nothing had begun yet.
  if (!existsSync(join(path, 'metadata.json'))) return false;
  const folder = await RunFolder.reopen(path, capturesFolder);
  try {
    const { end, endedAt } = folder.metadata;
    if (end === null) {
      folder.log(`completing the run: ${sentence}`);
      await completeConsole(folder, options.patterns);
      await folder.finish({ cause: 'hostFailure', sentence, exitCode: null, signal: null });
    } else if (!(await isInLedger(path, capturesFolder))) {
      // It was killed between its last two writes.
      await folder.finish(end, new Date(endedAt ?? Date.now()));
    }
    return end === null;
  } finally {
    folder.dispose();
  }
}

async function completeConsole(folder: RunFolder, patterns: readonly CustomFailurePattern[]): Promise<void> {
  const files = consoleFiles(folder.metadata);
  const log = join(folder.path, files.log);
  const isHarness = folder.metadata.harness !== undefined;
  if (!isHarness) await takeMissing(folder, log);
  // It was killed before its program was started.
  if (!existsSync(log)) return;
  const text = createWriteStream(join(folder.path, files.text));
  const screen = new ScreenText();
  const options = { text, screen, patterns, showsQemu: isHarness };
  const inspecting = inspectSerialLog(log, options).finally(() => text.end());
  const [{ bytes, boots, failures }] = await Promise.all([inspecting, finished(text)]);
  const { failures: knownFailures, findings: knownFindings } = folder.metadata;
  const knownPhases = folder.metadata.phases.filter(({ phase }) => phase !== 'stopped');
  const later = after(
    boots.flatMap((boot) => boot.phases),
    knownPhases,
    (entry) => entry.byteOffset,
  );
  const newFailures = after(failures, knownFailures, (failure) => failure.byteStart);
  // The host told which of those that it knew need a finding; but it looks a moment later, and a fatal one may be its last.
  const unexplained = [...knownFailures.filter(({ severity }) => severity === 'fatal'), ...newFailures];
  const findings = consoleFindings(
    unexplained.map((failure) => ({ failure, ...screen.linesBetween(failure.byteStart, failure.byteEnd) })),
    files.text,
    (error) => folder.log(`findings: ${messageOf(error)}`),
  );
  // Not the machine's end but the harness's.
  const stopped: readonly PhaseEntry[] = isHarness ? [] : [{ phase: 'stopped', byteOffset: bytes }];
  await folder.updateMetadata({
    phases: [...knownPhases, ...later, ...stopped],
    failures: [...knownFailures, ...newFailures],
    findings: gravestFirst([...knownFindings, ...findings]),
  });
}

async function takeMissing(folder: RunFolder, serialLog: string): Promise<void> {
  const rest = await missingConsole(folder.path, folder.metadata.start);
  if (rest === undefined) {
    folder.noteProblem('serial.log', new Error(`it does not fit to ${consoleByQemu}`));
  } else if (rest.length > 0) {
    await appendFile(serialLog, rest);
    folder.log(`serial.log: ${String(rest.length)} bytes that the host had not taken are from QEMU's own log`);
  }
}

/** Those that lie behind the last known one. */
function after<T>(found: readonly T[], known: readonly T[], place: (each: T) => number): T[] {
  const last = Math.max(-1, ...known.map(place));
  return found.filter((each) => place(each) > last);
}

async function isInLedger(path: string, capturesFolder: string): Promise<boolean> {
  const ledger = await readFile(join(capturesFolder, 'ledger.jsonl'), 'utf8').catch(() => '');
  return ledger.includes(`"runFolder":${JSON.stringify(relative(capturesFolder, path))}`);
}
