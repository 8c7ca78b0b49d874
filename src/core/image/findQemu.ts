import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { execa } from 'execa';
import { lastLine } from '../common/lastLine.ts';
import { UserError } from '../common/userError.ts';
import { installHint } from './installHint.ts';

/** One QEMU program and what it can do. */
export interface QemuFacts {
  /** Absolute. */
  readonly path: string;
  /** As in `7.2.22`. */
  readonly version: string;
  /** Whether it can confine itself (`-sandbox`). */
  readonly seccomp: 'available' | 'absent';
  /** As it names them: `tcg`, `kvm`, `hvf`. Being built in does not mean working here. */
  readonly accelerators: readonly string[];
}

const program = 'qemu-system-x86_64';
const oldestMajorVersion = 7;
const answerTimeoutMs = 15_000;

/** Facts by path and time of change, so that an upgraded QEMU is asked anew; forgotten with the process. */
const known = new Map<string, Promise<QemuFacts>>();

/**
 * Finds QEMU and asks what it can do.
 *
 * @param qemuPath a person's setting; default: the first `qemu-system-x86_64` in PATH
 * Errors: UserError of reason `environment` if there is none, if it does not run, or if it is older than QEMU 7.
 */
export async function findQemu(qemuPath?: string): Promise<QemuFacts> {
  const path = qemuPath === undefined ? await searchPath(program) : resolve(qemuPath);
  if (path === undefined) {
    throw new UserError('environment', `QEMU was not found: no ${program} in PATH.`, { next: installHint('qemu') });
  }
  const changedMs = await stat(path).then(
    (facts) => facts.mtimeMs,
    (error: unknown) => {
      throw new UserError('environment', `QEMU was not found at ${path}.`, {
        next: `Correct the path to QEMU, or leave it out to search PATH. ${installHint('qemu')}`,
        cause: error,
      });
    },
  );
  const key = `${path} ${String(changedMs)}`;
  const facts = known.get(key) ?? ask(path);
  known.set(key, facts);
  // What failed once may have been mended by the next time.
  facts.catch(() => known.delete(key));
  return await facts;
}

/** The first executable of this name in PATH. */
export async function searchPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, name);
    const isFile = await access(path, constants.X_OK).then(
      async () => (await stat(path)).isFile(),
      () => false,
    );
    if (folder !== '' && isFile) return path;
  }
  return undefined;
}

async function ask(path: string): Promise<QemuFacts> {
  const run = async (...argv: string[]) =>
    await execa(path, argv, { reject: false, stdin: 'ignore', timeout: answerTimeoutMs });
  const [version, accelerators, sandbox] = await Promise.all([
    run('--version'),
    run('-accel', 'help'),
    // A build without seccomp rejects the option before it comes to -version.
    run('-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny', '-version'),
  ]);
  const number = /version (\d+)\.(\S+)/.exec(version.stdout);
  if (number === null) {
    const said = lastLine(version.stderr);
    const why = said === '' ? (version.failed ? 'it could not be run' : 'it names no version') : said;
    throw new UserError('environment', `${path} is no usable QEMU: ${why}.`, { next: installHint('qemu') });
  }
  if (Number(number[1]) < oldestMajorVersion) {
    throw new UserError('environment', `${path} is QEMU ${number[1] ?? ''}.${number[2] ?? ''}, and 7.0 is needed.`, {
      next: installHint('qemu'),
    });
  }
  return {
    path,
    version: `${number[1] ?? ''}.${number[2] ?? ''}`,
    seccomp: sandbox.exitCode === 0 ? 'available' : 'absent',
    accelerators: ['tcg', 'kvm', 'hvf'].filter((name) => accelerators.stdout.split(/\s+/).includes(name)),
  };
}
