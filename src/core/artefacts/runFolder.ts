import { appendFileSync } from 'node:fs';
import { appendFile, stat, truncate } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { errnoCode } from '../common/errnoCode.ts';
import { type Disposable, Emitter, type Event } from '../common/event.ts';
import { UserError } from '../common/userError.ts';
import { visibleText } from '../common/visibleText.ts';
import type { ProbeAnswer } from '../probes/probeAnswer.ts';
import type { CaptureRecord } from './captureRecord.ts';
import { createRunFolder, type RunFolderLocation } from './createRunFolder.ts';
import { errnoInWords } from './errnoInWords.ts';
import { LatestFile } from './latestFile.ts';
import { ledgerEntry } from './ledgerEntry.ts';
import { listArtefacts } from './listArtefacts.ts';
import { makeFolder } from './makeFolder.ts';
import { manualCapture } from './manualCapture.ts';
import type { MissingCapture, RecordedEnd, RunMetadata } from './metadata.ts';
import { newMetadata } from './newMetadata.ts';
import { outcomeOf } from './outcomeOf.ts';
import { readMetadata } from './readMetadata.ts';
import { report } from './report/report.ts';
import type { WaitRecord } from './waitRecord.ts';
import { bootTimeline } from './timeline/bootTimeline.ts';
import { readAskedUnits } from './timeline/readAskedUnits.ts';
import { timelineFile } from './timeline/timelineFile.ts';
import { timelineSvg } from './timeline/timelineSvg.ts';
import { writeCaptureFiles } from './writeCaptureFiles.ts';

export interface RunFolderOptions extends RunFolderLocation {
  readonly toolVersion: string;
}

/** What the host tells of a run as it learns it; captures, missing, problems and outcome are kept here. */
export type MetadataPatch = Partial<
  Pick<
    RunMetadata,
    | 'vm'
    | 'harness'
    | 'start'
    | 'profile'
    | 'image'
    | 'host'
    | 'argv'
    | 'sshKey'
    | 'channel'
    | 'phases'
    | 'bootAtMs'
    | 'bootMs'
    | 'failures'
    | 'findings'
    | 'failure'
    | 'limitations'
  >
>;

/**
 * The folder that holds everything of one VM run, written as things happen: what was answered is on disk before
 * `addCapture` settles, whoever is killed when.
 *
 * Invariant: metadata.json is whole at every instant, and lists a capture only when its files are written.
 * Invariant: but for `create` and `addCapture`, nothing here rejects or throws. What cannot be written (a full disk) is told
 * once by `onProblem`, kept in `metadata.problems` and shown in the report, and the run goes on.
 */
export class RunFolder implements Disposable {
  /** Absolute. */
  readonly path: string;
  readonly #capturesFolder: string;
  readonly #metadataFile: LatestFile;
  readonly #timelineFile: LatestFile;
  readonly #reportFile: LatestFile;
  readonly #problem = new Emitter<UserError>();
  readonly #toldProblems = new Set<string>();
  #metadata: RunMetadata;
  #captureCount = 0;
  #adding: Promise<unknown> = Promise.resolve();
  #finished: Promise<void> | undefined;

  /** A file could not be written; fires once per cause ("no space left on device"), with a text to show. */
  readonly onProblem: Event<UserError> = this.#problem.event;

  /** Errors: UserError of reason `environment` (cannot be made or written) or `usage` (the named folder holds a run). */
  static async create(options: RunFolderOptions): Promise<RunFolder> {
    const folder = new RunFolder(await createRunFolder(options), options.capturesFolder, newMetadata(options));
    await folder.#metadataFile.save();
    const [problem] = folder.#metadata.problems;
    if (problem === undefined) return folder;
    throw new UserError('environment', `The run folder ${folder.path} cannot be written: ${problem.why}.`, {
      next: 'Choose another captures folder, or make room in this one.',
    });
  }

  /** Takes up the folder of a run whose host is gone, to complete it. Errors: those of reading metadata.json. */
  static async reopen(path: string, capturesFolder: string): Promise<RunFolder> {
    return new RunFolder(path, capturesFolder, await readMetadata(path));
  }

  private constructor(path: string, capturesFolder: string, metadata: RunMetadata) {
    this.path = path;
    this.#capturesFolder = capturesFolder;
    this.#metadata = metadata;
    this.#metadataFile = new LatestFile(
      join(path, 'metadata.json'),
      () => `${JSON.stringify(this.#metadata, null, 2)}\n`,
      (error) => this.noteProblem('metadata.json', error),
    );
    this.#timelineFile = new LatestFile(
      join(path, timelineFile),
      async () => timelineSvg(bootTimeline(this.#metadata, await readAskedUnits(path, this.#metadata)), 'embedded'),
      (error) => this.noteProblem(timelineFile, error),
    );
    this.#reportFile = new LatestFile(
      join(path, 'README.md'),
      async () => report(this.#metadata, await listArtefacts(path)),
      (error) => this.noteProblem('README.md', error),
    );
  }

  /** As it is now, with what is not on disk yet. */
  get metadata(): RunMetadata {
    return this.#metadata;
  }

  /** Appends a line to harness.log, with the time before it. Control characters are made visible. */
  log(line: string): void {
    try {
      // Synchronous, so that the last line before a crash is there; lines are few and short.
      appendFileSync(join(this.path, 'harness.log'), `${new Date().toISOString()} ${visibleText(line, 'nothing')}\n`);
    } catch (error) {
      this.noteProblem('harness.log', error);
    }
  }

  /**
   * Files an answer: its files first, then its entry in metadata.json, then manual-capture.md. Calls are served one after
   * the other, in the order in which they came.
   *
   * Errors: UserError of reason `environment` if the answer could not be kept; it is then listed as missing.
   */
  async addCapture(answer: ProbeAnswer): Promise<CaptureRecord> {
    const number = ++this.#captureCount;
    const adding = this.#adding.then(() => this.#addCapture(number, answer));
    this.#adding = adding.catch(() => undefined);
    return await adding;
  }

  /** Notes evidence that was wanted and could not be had, until the probe answers after all. */
  async addMissing(missing: MissingCapture): Promise<void> {
    const others = this.#metadata.missing.filter((each) => each.probe !== missing.probe);
    await this.#update({ missing: [...others, missing] });
  }

  /** Notes how a wait ended; the last time counts. */
  async addWait(wait: WaitRecord): Promise<void> {
    const others = (this.#metadata.waits ?? []).filter((each) => each.id !== wait.id);
    await this.#update({ waits: [...others, wait] });
  }

  /** Settles when the change is on disk. Several at once cost one write. */
  async updateMetadata(patch: MetadataPatch): Promise<void> {
    await this.#update(patch);
  }

  /** Writes timeline.svg and README.md anew and answers with the latter's path. */
  async writeReport(): Promise<string> {
    await this.#saveReport();
    return join(this.path, 'README.md');
  }

  /** Completes the folder and enters the run in the ledger. The first call counts; the others wait for it. */
  async finish(end: RecordedEnd, endedAt = new Date()): Promise<void> {
    this.#finished ??= this.#finish(end, endedAt);
    await this.#finished;
  }

  /** Keeps that a file of this run could not be written, and tells it once. */
  noteProblem(file: string, error: unknown): void {
    const why = errnoInWords(error);
    const { problems } = this.#metadata;
    if (problems.some((each) => each.file === file && each.why === why)) return;
    const code = errnoCode(error);
    const problem = { at: new Date().toISOString(), file, why, ...(code === undefined ? {} : { code }) };
    this.#metadata = { ...this.#metadata, problems: [...problems, problem] };
    if (this.#toldProblems.has(why)) return;
    this.#toldProblems.add(why);
    const text = `The run folder ${this.path} cannot be written: ${why} (${file}).`;
    this.#problem.fire(new UserError('environment', text, { next: 'The VM runs on; what cannot be written is lost.' }));
  }

  dispose(): void {
    this.#problem.dispose();
  }

  async #addCapture(number: number, answer: ProbeAnswer): Promise<CaptureRecord> {
    const { probe } = answer;
    let record: CaptureRecord;
    try {
      record = await writeCaptureFiles(this.path, number, answer);
    } catch (error) {
      const why = errnoInWords(error);
      this.noteProblem(`captures/ (${probe.id})`, error);
      await this.addMissing({ probe: probe.id, title: probe.title, why: `its answer could not be written: ${why}` });
      throw new UserError('environment', `The answer of “${probe.title}” could not be kept in ${this.path}: ${why}.`, {
        next: 'Make room there and run the probe again.',
        cause: error,
      });
    }
    const missing = this.#metadata.missing.filter((each) => each.probe !== probe.id);
    await this.#update({ captures: [...this.#metadata.captures, record], missing });
    await this.#append(
      'manual-capture.md',
      (this.#metadata.captures.length === 1 ? '# Commands and their output\n' : '') +
        manualCapture(record, answer.answer),
    );
    return record;
  }

  async #finish(end: RecordedEnd, endedAt: Date): Promise<void> {
    await this.#adding;
    await this.#update({ end, endedAt: endedAt.toISOString() });
    await this.#saveReport();
    const entry = ledgerEntry(this.#metadata, relative(this.#capturesFolder, this.path));
    const ledger = join(this.#capturesFolder, 'ledger.jsonl');
    try {
      await makeFolder(this.#capturesFolder);
      // One write in append mode: the runs of several VMs do not mix their lines.
      await appendFile(ledger, `${JSON.stringify(entry)}\n`);
    } catch (error) {
      this.noteProblem('../ledger.jsonl', error);
    }
    if (this.#metadata.problems.length > 0) await this.#metadataFile.save();
  }

  async #update(patch: Partial<RunMetadata>): Promise<void> {
    const changed = { ...this.#metadata, ...patch };
    this.#metadata = { ...changed, ...outcomeOf(changed) };
    const saved = this.#metadataFile.save();
    // The report follows by itself; whoever needs it now asks for it.
    void this.#saveReport();
    await saved;
  }

  /** The report names the files that are there: the timeline comes before it. */
  async #saveReport(): Promise<void> {
    if (this.#metadata.phases.length > 0) await this.#timelineFile.save();
    await this.#reportFile.save();
  }

  async #append(file: string, text: string): Promise<void> {
    const path = join(this.path, file);
    const before = await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
    try {
      await appendFile(path, text);
    } catch (error) {
      this.noteProblem(file, error);
      // Half an entry would leave a fence open, and everything after it inside.
      await truncate(path, before).catch(() => undefined);
    }
  }
}
