import { fileURLToPath } from 'node:url';
import { runProgram } from './runProgram.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const minuteMs = 60_000;

/**
 * Begins what suites need and what takes long on a fresh machine, one after the other, while the first suites run.
 *
 * @param {ReadonlySet<string>} needs
 * @returns {Map<string, Promise<string | undefined>>} for each need a promise of undefined, or of why it is not there
 */
export function prepareInBackground(needs) {
  const sampleImage = needs.has('sampleImage')
    ? attempt(() => run(['test/boot-image/build.mjs'], 10 * minuteMs, 'The build of the sample boot image'))
    : Promise.resolve(undefined);
  const vscodeServer = needs.has('vscodeServer')
    ? sampleImage.then(() =>
        attempt(async () => {
          const script = ['src/tools/prepareVscodeServer.mjs'];
          await run(script, 15 * minuteMs, 'The installation of VS Code server and browser');
        }),
      )
    : Promise.resolve(undefined);
  return new Map([
    ['sampleImage', sampleImage],
    ['vscodeServer', vscodeServer],
  ]);
}

/** @param {string[]} args @param {number} deadlineMs @param {string} name */
async function run(args, deadlineMs, name) {
  await runProgram(process.execPath, args, { cwd: root, deadlineMs, name });
}

/** @param {() => Promise<void>} task @returns {Promise<string | undefined>} */
async function attempt(task) {
  try {
    await task();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
