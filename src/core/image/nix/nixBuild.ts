import { execa } from 'execa';
import { z } from 'zod';
import { UserError } from '../../common/userError.ts';
import { searchPath } from '../findQemu.ts';
import { installHint } from '../installHint.ts';
import { nixImage } from './nixImage.ts';
import type { NixSource } from '../profile/profile.ts';
import { type NixPathInfo, readPathInfo } from './readPathInfo.ts';

export interface NixBuildOptions {
  /** The public SSH key that the image is to let in as root: PRE_NIXOS_ROOT_KEY names its file. */
  readonly rootKeyFile: string;
  /** What nix and the builders write, as it comes. */
  readonly onLog: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface NixBuild extends NixPathInfo {
  /** The image. */
  readonly path: string;
  readonly storePath: string;
}

/** An image with a kernel of its own takes hours on a slow machine. */
const buildTimeoutMs = 12 * 60 * 60_000;
const infoTimeoutMs = 60_000;
const toldLines = 12;

/** Off by default in every nix until now. */
const features = ['--extra-experimental-features', 'nix-command flakes'];

const buildDocument = z.array(z.object({ outputs: z.record(z.string(), z.string()) })).min(1);

/**
 * Builds a boot image with nix. Nothing is linked into the workspace. nix 2.8 has no `--print-out-paths`: the path is read
 * from `--json`. Impure, for the key comes by the environment.
 *
 * Errors: UserError: `environment` without nix, or with the last lines of a build that failed; `usage` if what was built
 * holds no image; the signal's reason.
 */
export async function nixBuild({ flake, folder }: NixSource, options: NixBuildOptions): Promise<NixBuild> {
  const nix = await searchPath('nix');
  if (nix === undefined) {
    throw new UserError('environment', 'nix was not found in PATH, and this profile is built with it.', {
      next: installHint('nix'),
    });
  }
  const { rootKeyFile, onLog, signal } = options;
  let log = '';
  const child = execa(
    nix,
    [...features, 'build', '--impure', '--no-link', '--json', '--log-format', 'raw-with-logs', flake],
    {
      cwd: folder,
      env: { PRE_NIXOS_ROOT_KEY: rootKeyFile },
      stdin: 'ignore',
      reject: false,
      timeout: buildTimeoutMs,
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    },
  );
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-32_768);
    onLog(text);
  });
  const { exitCode, stdout, timedOut } = await child;
  signal?.throwIfAborted();
  if (exitCode !== 0) throw failure(flake, log, timedOut ? 'in time' : `(exit status ${String(exitCode)})`);
  const [built] = buildDocument.parse(JSON.parse(stdout));
  const storePath = built?.outputs['out'] ?? Object.values(built?.outputs ?? {})[0] ?? '';
  const told = await execa(nix, [...features, 'path-info', '--json', storePath], {
    stdin: 'ignore',
    timeout: infoTimeoutMs,
  });
  return { path: await nixImage(storePath), storePath, ...readPathInfo(told.stdout, storePath) };
}

/** The builder's last lines and nix's own stand at the end. */
function failure(flake: string, log: string, how: string): UserError {
  const last = log.trimEnd().split('\n').slice(-toldLines);
  return new UserError('environment', `nix did not build ${flake} ${how}:\n${last.join('\n')}`);
}
