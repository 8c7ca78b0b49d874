import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readJson } from './readJson.mjs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures the tests that failed, each with the first line of its error
 * @property {string[]} complaints what failed beside the tests: a deadline, a warning, no tests at all
 * @typedef {import('vitest/node').JsonTestResults} VitestResults
 * @typedef {object} VscodeResults as test/vscode/suite writes them
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {{ title: string, error: string }[]} failures
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What Node says of itself and of code that runs: `(node:123) MaxListenersExceededWarning: …` */
const warningPattern = /^\(node:\d+\) (?:\[[^\]]+\] )?\w*Warning: .*$/gm;

/**
 * Runs one part of a suite to its end or its deadline, shows what it prints, and counts.
 *
 * @param {import('./suites.mjs').Part} part
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Counts>}
 */
export async function runPart({ title, args, deadlineMs, results }, env) {
  if (results !== undefined) rmSync(results, { force: true });
  const { exit, output } = await runToEnd(args, deadlineMs, env);
  /** @type {Counts} */
  const counts = results === undefined ? noCounts() : readResults(results);
  if (exit === 'deadline') {
    counts.complaints.push(`${title} did not end within ${String(deadlineMs / 1000)} s`);
  } else if (results === undefined) {
    if (exit === 0) counts.passed++;
    else counts.complaints.push(`${title} failed`);
  } else if (exit !== 0 && counts.failed === 0) {
    counts.complaints.push(`${title} ended with status ${String(exit)} though no test failed (its words are above)`);
  } else if (counts.passed + counts.failed === 0) {
    counts.complaints.push(`${title} ran nothing`);
  }
  const warnings = new Set((output.match(warningPattern) ?? []).map((line) => line.replace(/^\(node:\d+\) /, '')));
  for (const warning of warnings) counts.complaints.push(`${title} had a process warning: ${warning}`);
  return { ...counts, failed: counts.failed + counts.complaints.length };
}

/**
 * @param {string[]} args
 * @param {number} deadlineMs
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ exit: number | 'deadline', output: string }>}
 */
function runToEnd(args, deadlineMs, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @type {number | 'deadline' | undefined} */
    let exit;
    const kill = () => {
      try {
        process.kill(-(child.pid ?? 0), 'SIGKILL');
      } catch {
        // The group is gone.
      }
    };
    process.once('exit', kill);
    const timer = setTimeout(() => {
      exit = 'deadline';
      kill();
    }, deadlineMs);
    const show = (/** @type {import('node:stream').Readable} */ from, /** @type {NodeJS.WriteStream} */ to) => {
      from.setEncoding('utf8');
      from.on('data', (/** @type {string} */ chunk) => {
        output += chunk;
        to.write(chunk);
      });
    };
    show(child.stdout, process.stdout);
    show(child.stderr, process.stderr);
    child.once('error', (error) => {
      output += error.message;
    });
    child.once('exit', (code) => {
      exit ??= code ?? 1;
      // What it left running in its group would hold the pipes open.
      kill();
    });
    child.once('close', () => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve({ exit: exit ?? 1, output });
    });
  });
}

/** @returns {Counts} */
export function noCounts() {
  return { passed: 0, failed: 0, skipped: 0, failures: [], complaints: [] };
}

/** @param {string} path @returns {Counts} */
function readResults(path) {
  try {
    const json = /** @type {VitestResults | VscodeResults} */ (readJson(path));
    return 'testResults' in json ? readVitestResults(json) : readVscodeResults(json);
  } catch {
    return noCounts();
  }
}

/** @param {VitestResults} json @returns {Counts} */
function readVitestResults(json) {
  const failures = [];
  const complaints = [];
  for (const file of json.testResults) {
    // A file that could not even be loaded has no tests to count.
    if (file.status === 'failed' && file.assertionResults.length === 0) complaints.push(`${file.name} failed`);
    for (const test of file.assertionResults) {
      if (test.status === 'failed') failures.push(`${test.fullName}: ${firstLine(test.failureMessages?.[0])}`);
    }
  }
  const { numPassedTests: passed, numFailedTests: failed } = json;
  return { passed, failed, skipped: json.numPendingTests + json.numTodoTests, failures, complaints };
}

/** @param {VscodeResults} json @returns {Counts} */
function readVscodeResults({ passed, failed, skipped, failures }) {
  const named = failures.map(({ title, error }) => `${title}: ${firstLine(error)}`);
  return { passed, failed, skipped, failures: named, complaints: [] };
}

/** @param {string | undefined} text */
function firstLine(text) {
  return (text ?? '').split('\n', 1)[0];
}
