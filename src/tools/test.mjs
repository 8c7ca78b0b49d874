// npm test [-- SUITE…]: everything, or the suites named (check unit process guest vscode ui). Goes on after a failing suite. The
// last line is the sum: `N passed, N failed`, with `, N skipped` if any were.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDebianPackages } from './debianPackages.mjs';
import { endLeftoverVms } from './leftoverVms.mjs';
import { prepareInBackground } from './prepareInBackground.mjs';
import { noCounts, runPart } from './runPart.mjs';
import { artefactsFolder, suites } from './suites.mjs';
import { testPackages } from './testPackages.mjs';

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

const named = process.argv.slice(2);
const unknown = named.filter((name) => suites.every((suite) => suite.name !== name));
if (unknown.length > 0) {
  const names = suites.map(({ name }) => name).join(', ');
  process.stderr.write(`There is no suite "${unknown.join(' ')}"; there are ${names}.\n`);
  process.exit(2);
}
const chosen = suites.filter(({ name }) => named.length === 0 || named.includes(name));
const needs = new Set(chosen.flatMap((suite) => suite.needs));

mkdirSync(artefactsFolder, { recursive: true });
// VMs of these tests are apart from those of the person at this machine. Short: it holds unix sockets.
const runtimeFolder = mkdtempSync(join(tmpdir(), 'bi-'));
process.once('exit', () => rmSync(runtimeFolder, { recursive: true, force: true }));
const env = { ...process.env, XDG_RUNTIME_DIR: runtimeFolder };

if (needs.has('packages')) ensureDebianPackages(testPackages, 'to run VMs and to try shells');
const build = { title: 'build', args: ['src/tools/build.mjs'], deadlineMs: 120_000 };
/** @type {[string, import('./runPart.mjs').Counts][]} */
const totals = [['build', await runPart(build, env)]];
const preparations = prepareInBackground(needs);

for (const suite of chosen) {
  process.stdout.write(`\n=== ${suite.name}\n`);
  const startedAt = performance.now();
  const total = noCounts();
  const reasons = await Promise.all(suite.needs.map(async (need) => await preparations.get(need)));
  const missing = reasons.filter((reason) => reason !== undefined);
  if (missing.length > 0) add(total, { ...noCounts(), failed: missing.length, complaints: missing });
  else if (suite.atOnce === true) {
    for (const counts of await Promise.all(suite.parts.map((part) => runPart(part, env)))) add(total, counts);
  } else for (const part of suite.parts) add(total, await runPart(part, env));
  const leftovers = endLeftoverVms(env);
  add(total, { ...noCounts(), failed: leftovers.length, complaints: leftovers });
  totals.push([suite.name, total]);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  for (const complaint of total.complaints) process.stdout.write(`FAILED: ${complaint}\n`);
  process.stdout.write(`=== ${suite.name}: ${sentence(total)} (${String(seconds)} s)\n`);
}

const sum = noCounts();
process.stdout.write('\n');
// The failures once more, where a reader of the last lines sees them.
for (const [name, total] of totals) {
  process.stdout.write(`${name.padEnd(8)}${sentence(total)}\n`);
  for (const line of [...total.failures, ...total.complaints]) process.stdout.write(`          ${line}\n`);
  add(sum, total);
}
process.stdout.write(`${sentence(sum)}\n`);
process.exitCode = sum.failed > 0 ? 1 : 0;

/** @param {import('./runPart.mjs').Counts} to @param {import('./runPart.mjs').Counts} counts */
function add(to, counts) {
  to.passed += counts.passed;
  to.failed += counts.failed;
  to.skipped += counts.skipped;
  to.failures.push(...counts.failures);
  to.complaints.push(...counts.complaints);
}

/** @param {import('./runPart.mjs').Counts} counts */
function sentence({ passed, failed, skipped }) {
  const rest = skipped > 0 ? `, ${String(skipped)} skipped` : '';
  return `${String(passed)} passed, ${String(failed)} failed${rest}`;
}
