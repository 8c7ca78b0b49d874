// npm run bench [-- [--warm [--runs N] | --storm [--share N] | --flood] [--json]]: the figures of the README, measured on
// the sample image in one run.
import { build } from 'esbuild';
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureDebianPackages } from './debianPackages.mjs';
import { runProgram } from './runProgram.mjs';
import { vmPackages } from './vmPackages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
ensureDebianPackages(vmPackages, 'to run VMs');
await runProgram(process.execPath, ['src/tools/build.mjs'], { cwd: root, deadlineMs: 120_000, name: 'The build' });
const image = spawnSync(process.execPath, ['test/boot-image/build.mjs'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
});
if (image.status !== 0) process.exit(4);
await build({
  absWorkingDir: root,
  entryPoints: ['test/bench/main.ts'],
  outfile: 'dist-test/bench/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  loader: { '.sh': 'text' },
  logLevel: 'warning',
});
const child = spawn(process.execPath, ['dist-test/bench/main.js', image.stdout.trim(), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
