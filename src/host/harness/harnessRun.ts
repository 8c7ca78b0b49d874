import { join } from 'node:path';
import { consoleFiles } from '../../core/artefacts/consoleFiles.ts';
import type { RecordedEnd, RecordedHarness, RunMetadata } from '../../core/artefacts/metadata.ts';
import { RunFolder } from '../../core/artefacts/runFolder.ts';
import { messageOf, UserError } from '../../core/common/userError.ts';
import { shellLine } from '../../core/common/shellLine.ts';
import { consoleFindings } from '../../core/findings/consoleFindings.ts';
import { ConsoleRecorder } from '../console/consoleRecorder.ts';
import { ProgramRun, type TerminalSize } from '../terminal/programRun.ts';
import { toolVersion } from '../toolVersion.ts';
import { HarnessEntry } from './harnessEntry.ts';

export interface HarnessWish {
  readonly command: readonly string[];
  /** Where it runs; absolute. */
  readonly folder: string;
  readonly capturesFolder: string;
  /** The run folder itself, in place of a new one in the captures folder. */
  readonly runFolder?: string;
  readonly size: TerminalSize;
  /** Takes what the harness writes, as it comes. */
  readonly onData: (data: Buffer) => void;
}

/** How the run folder is called; a harness has no profile. */
const profileName = 'harness';
const files = consoleFiles({ harness: { command: [], folder: '', exitStatus: null } });

/**
 * A program that boots the image by itself (a test suite on pexpect), with a terminal that controls it, and the run folder
 * that keeps what it showed. What its terminal shows of a guest's console is read as such.
 */
export class HarnessRun {
  /** Absolute. */
  readonly runFolder: string;
  /** The exit status; settles when the run folder is complete. */
  readonly ended: Promise<number>;
  readonly #folder: RunFolder;
  readonly #program: ProgramRun;
  #cause: RecordedEnd | undefined;

  /** Errors: UserError if the run folder cannot be made or there are no terminals here; the run folder then says so. */
  static async start(wish: HarnessWish): Promise<HarnessRun> {
    const [file, ...argv] = wish.command;
    if (file === undefined) throw new UserError('usage', 'The command of the harness is empty.');
    const startedAt = new Date();
    const { capturesFolder, runFolder: path, size } = wish;
    const { entry, whyNone } = enter(capturesFolder);
    const options = { capturesFolder, profileName, startedAt, toolVersion };
    const folder = await RunFolder.create({
      ...options,
      ...(path === undefined ? {} : { path }),
      onMade: (made) => entry?.setRunFolder(made),
    }).catch((error: unknown) => {
      entry?.dispose();
      throw error;
    });
    if (whyNone !== undefined) folder.log(`if this program is killed, nobody completes the run: ${whyNone}`);
    const harness = { command: wish.command, folder: wish.folder, exitStatus: null };
    await folder.updateMetadata({ harness });
    const title = shellLine(wish.command);
    folder.log(`harness: ${title}`);
    const recorder = ConsoleRecorder.create(folder.path, {
      title,
      startedAt,
      // A test suite may be silent for as long as it likes.
      watch: { silenceMs: {}, showsQemu: true },
      files,
      size,
      onProblem: (text) => folder.log(text),
    });
    try {
      const transcript = join(folder.path, files.log);
      const program = await ProgramRun.start(
        { file, argv, folder: wish.folder, transcript },
        {
          size,
          onData: (data) => {
            recorder.push(data);
            wish.onData(data);
          },
          onProblem: (error) => folder.noteProblem(files.log, error),
        },
      );
      return new HarnessRun(program, { folder, recorder, harness, entry });
    } catch (error) {
      recorder.end();
      await folder.finish({ cause: 'hostFailure', sentence: messageOf(error), exitCode: null, signal: null });
      entry?.dispose();
      throw error;
    }
  }

  private constructor(
    program: ProgramRun,
    parts: {
      readonly folder: RunFolder;
      readonly recorder: ConsoleRecorder;
      readonly harness: RecordedHarness;
      readonly entry: HarnessEntry | undefined;
    },
  ) {
    const { folder, recorder, harness, entry } = parts;
    this.runFolder = folder.path;
    this.#folder = folder;
    this.#program = program;
    this.ended = program.ended.then(async (exitStatus) => {
      recorder.end();
      const { seen } = recorder;
      const failures = seen.failures.map((failure) => ({ failure, ...recorder.linesOf(failure) }));
      await folder.updateMetadata({
        harness: { ...harness, exitStatus },
        ...seen,
        // Not the machine's end but the harness's; `end` tells it.
        phases: seen.phases.filter(({ phase }) => phase !== 'stopped'),
        findings: consoleFindings(failures, files.text, (error) => folder.log(`findings: ${messageOf(error)}`)),
      });
      const { result } = folder.metadata;
      folder.log(`end: ${result}`);
      await folder.finish(this.#cause ?? { cause: 'harness', sentence: result, exitCode: null, signal: null });
      folder.dispose();
      entry?.dispose();
      return exitStatus;
    });
  }

  /** As its run folder has it, if nobody has removed that. */
  get metadata(): RunMetadata {
    return this.#folder.metadata;
  }

  write(keys: string | Buffer): void {
    this.#program.write(keys);
  }

  resize(size: TerminalSize): void {
    this.#program.resize(size);
  }

  /** Closes its terminal. @param sentence why */
  kill(sentence: string): void {
    this.#cause ??= { cause: 'requested', sentence, exitCode: null, signal: null };
    this.#program.kill();
  }
}

/** A harness needs no socket: it runs where there is no place for one too. */
function enter(capturesFolder: string): { readonly entry?: HarnessEntry; readonly whyNone?: string } {
  try {
    return { entry: new HarnessEntry(capturesFolder) };
  } catch (error) {
    return { whyNone: messageOf(error) };
  }
}
