import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { lastLine } from '../core/common/lastLine.ts';
import { UserError } from '../core/common/userError.ts';
import type { VerbContext } from './verbContext.ts';

/** A build from nothing takes about a minute and a half, and downloads packages. */
const buildTimeoutMs = 15 * 60_000;

/**
 * The path of the sample boot image's ISO; builds it if it is not there yet.
 *
 * Errors: UserError of reason `environment`.
 */
export async function sampleImage({ output, signal }: VerbContext): Promise<string> {
  // This file is bundled to dist/cli.js.
  const recipe = join(__dirname, '..', 'test', 'boot-image', 'build.mjs');
  if (!existsSync(recipe)) {
    throw new UserError('environment', `The recipe of the sample image was expected at ${recipe} and is not there.`, {
      next: 'Run --sample from a checkout of the project.',
    });
  }
  const build = await execa(process.execPath, [recipe], {
    stdin: 'ignore',
    stderr: output.json ? 'pipe' : ['pipe', 'inherit'],
    timeout: buildTimeoutMs,
    cancelSignal: signal,
    reject: false,
  });
  signal.throwIfAborted();
  if (build.failed) throw buildError(build.timedOut ? 'it took too long' : lastLine(build.stderr));
  return lastLine(build.stdout);
}

function buildError(why: string): UserError {
  return new UserError('environment', `The sample image could not be built: ${why}`, {
    next: 'Run node test/boot-image/build.mjs to see the whole of it.',
  });
}
