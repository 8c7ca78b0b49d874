import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { junitSuite, type TestedRun } from '../core/artefacts/junit/junitSuite.ts';
import { junitXml } from '../core/artefacts/junit/junitXml.ts';
import { makeFolder } from '../core/artefacts/makeFolder.ts';
import { UserError } from '../core/common/userError.ts';

/** The file of `--junit`. */
export class JunitFile {
  readonly #path: string;

  /** Makes its folder, so that a place that cannot be written is told before a guest boots. Errors: UserError `environment`. */
  static async prepare(path: string): Promise<JunitFile> {
    const absolute = resolve(path);
    try {
      await makeFolder(dirname(absolute));
    } catch (error) {
      throw unwritable(absolute, error);
    }
    return new JunitFile(absolute);
  }

  private constructor(path: string) {
    this.#path = path;
  }

  /** Errors: UserError `environment`. */
  async write(run: TestedRun): Promise<void> {
    const xml = junitXml('Boot Image VM', [await junitSuite(run, dirname(this.#path))]);
    try {
      await writeFile(this.#path, xml);
    } catch (error) {
      throw unwritable(this.#path, error);
    }
  }
}

function unwritable(path: string, cause: unknown): UserError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new UserError('environment', `The JUnit report ${path} cannot be written: ${why}.`, {
    next: 'Name another file with --junit.',
    cause,
  });
}
