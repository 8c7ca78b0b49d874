import Mocha from 'mocha';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Failure {
  readonly title: string;
  readonly error: string;
}

/** Called by VS Code in the extension host. Rejects if a test failed, so that VS Code exits with a code other than 0. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const strays = watchStrayErrors();
  // The base reporter says nothing by itself.
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: Mocha.reporters.Base });
  for (const file of readdirSync(__dirname)) {
    if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file));
  }
  const failures: Failure[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on('pass', (test) => say(`✓ ${test.fullTitle()} (${test.duration ?? 0} ms)`));
    runner.on('pending', (test) => say(`- ${test.fullTitle()} (skipped)`));
    runner.on('fail', (test, error: Error) => {
      const text = error.stack ?? String(error);
      say(`✗ ${test.fullTitle()}\n${text}`);
      failures.push({ title: test.fullTitle(), error: text });
    });
  });
  for (const stray of strays()) {
    say(`✗ ${stray.title}\n${stray.error}`);
    failures.push(stray);
  }
  writeResults({ passed: stats?.passes ?? 0, skipped: stats?.pending ?? 0, failures });
  if (failures.length > 0) throw new Error(`${failures.length} failed.`);
  if ((stats?.passes ?? 0) === 0) throw new Error('No test ran.');
}

/** The mark tells the launcher these lines from what the workbench itself has to say. */
function say(line: string): void {
  console.log(`[test] ${line}`);
}

/** Rejections that nobody handles and process warnings fail the run, if this project's code has to do with them. */
function watchStrayErrors(): () => readonly Failure[] {
  const seen: Failure[] = [];
  const project = dirname(dirname(__dirname));
  const note =
    (title: string) =>
    (error: unknown): void => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      // Built-in extensions live in the same process.
      if (text.includes(project)) seen.push({ title, error: text });
    };
  const onRejection = note('an unhandled rejection');
  const onWarning = note('a process warning');
  process.on('unhandledRejection', onRejection);
  process.on('warning', onWarning);
  return () => {
    process.off('unhandledRejection', onRejection);
    process.off('warning', onWarning);
    return seen;
  };
}

function writeResults(results: { passed: number; skipped: number; failures: readonly Failure[] }): void {
  const path = process.env['BOOT_IMAGE_TEST_RESULTS'];
  if (path === undefined) throw new Error('BOOT_IMAGE_TEST_RESULTS must name the file for the results.');
  mkdirSync(dirname(path), { recursive: true });
  const json = { suite: 'vscode', ...results, failed: results.failures.length };
  writeFileSync(path, `${JSON.stringify(json, undefined, 2)}\n`);
}
