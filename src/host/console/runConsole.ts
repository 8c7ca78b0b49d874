import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { consoleFiles } from '../../core/artefacts/consoleFiles.ts';
import type { BootObserverOptions } from '../../core/console/bootObserver.ts';
import { ConsoleHub } from './consoleHub.ts';
import { ConsoleRecorder } from './consoleRecorder.ts';

interface RunConsoleOptions {
  readonly runFolder: string;
  readonly title: string;
  readonly startedAt: Date;
  readonly watch: BootObserverOptions;
  readonly onProblem: (text: string) => void;
}

/** The console of one run: shared by the hub, and recorded into the run folder. */
export class RunConsole {
  readonly #options: RunConsoleOptions;
  #hub: ConsoleHub;
  #recorder: ConsoleRecorder;

  /** Errors: those of opening serial.log, which must not be there yet. */
  constructor(options: RunConsoleOptions) {
    this.#options = options;
    [this.#hub, this.#recorder] = open(options);
  }

  get hub(): ConsoleHub {
    return this.#hub;
  }

  get recorder(): ConsoleRecorder {
    return this.#recorder;
  }

  /** Begins with what the console of a saved machine had shown. */
  adopt(history: Buffer): void {
    this.#hub.adopt(history);
    this.#recorder.adopt(history);
  }

  /** Another machine is started than the one whose past was adopted. Only before anybody has taken the hub or the recorder. */
  beginAnew(): void {
    this.#hub.dispose();
    this.#recorder.end();
    const { log, text, cast } = consoleFiles({});
    for (const file of [log, text, cast]) rmSync(join(this.#options.runFolder, file), { force: true });
    [this.#hub, this.#recorder] = open(this.#options);
  }

  /** No machine was started. */
  end(): void {
    this.#recorder.end();
  }
}

function open({ runFolder, ...options }: RunConsoleOptions): [ConsoleHub, ConsoleRecorder] {
  const hub = new ConsoleHub(join(runFolder, consoleFiles({}).log));
  const recorder = ConsoleRecorder.create(runFolder, options);
  hub.view.onData((data) => recorder.push(data));
  return [hub, recorder];
}
