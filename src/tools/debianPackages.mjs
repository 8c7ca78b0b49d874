// Makes sure that Debian packages are there: quick when they are, installed by apt-get when they are not.
import { spawnSync } from 'node:child_process';

/** The environment lacks something (see the exit statuses of the command line). */
const environmentExitStatus = 4;

/**
 * Installs what is missing of `packages`, as root or through sudo. With neither it prints the line to run and ends the
 * process with status 4. Everything is said on stderr; stdout stays the caller's.
 *
 * @param {readonly string[]} packages Debian package names
 * @param {string} why what they are needed for, as in "to build the sample boot image"
 */
export function ensureDebianPackages(packages, why) {
  const missing = missingDebianPackages(packages);
  if (missing.length === 0) return;
  const byHand = `sudo apt-get install -y ${missing.join(' ')}`;
  if (!works('apt-get', ['--version'])) {
    fail(`These Debian packages are needed ${why}, and this system has no apt-get: ${missing.join(', ')}.`);
  }
  const prefix = rootPrefix();
  if (!prefix) {
    fail(`These packages are needed ${why}, and there is neither root nor sudo to install them. Run:\n\n  ${byHand}\n`);
  }
  process.stderr.write(`Installing ${missing.join(', ')} ${why}\n`);
  const updated = !allHaveCandidates(missing);
  if (updated) aptGet(prefix, ['update']);
  // Lists that name a version which the mirror has since replaced: read them anew and try once more.
  if (install(prefix, missing) || (!updated && aptGet(prefix, ['update']) && install(prefix, missing))) return;
  fail(`apt-get could not install what is needed ${why} (its words are above). To try by hand:\n\n  ${byHand}\n`);
}

/**
 * @param {readonly string[]} packages
 * @returns {string[]} those that are not installed; all of them where there is no dpkg
 */
export function missingDebianPackages(packages) {
  const query = spawnSync('dpkg-query', ['--show', '--showformat', '${Package} ${db:Status-Status}\n', ...packages], {
    encoding: 'utf8',
  });
  // Its output is null where the program could not be started.
  const output = query.error === undefined ? query.stdout : '';
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
}

/** @returns {string[] | undefined} what goes before apt-get to run it as root */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  if (works('sudo', ['-n', 'true'])) return ['sudo', '-n'];
  // A person is there to type a password.
  if (process.stdin.isTTY && works('sudo', ['--version'])) return ['sudo'];
  return undefined;
}

/** @param {string[]} packages */
function allHaveCandidates(packages) {
  return packages.every((name) => {
    const { error, stdout } = spawnSync('apt-cache', ['policy', name], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    return error === undefined && /Candidate: (?!\(none\))/.test(stdout);
  });
}

/** @param {string[]} prefix @param {string[]} packages */
function install(prefix, packages) {
  return aptGet(prefix, ['install', '--yes', '--no-install-recommends', ...packages]);
}

/** @param {string[]} prefix @param {string[]} options */
function aptGet(prefix, options) {
  // Another apt-get may be at work: wait for its lock. env: sudo does not hand DEBIAN_FRONTEND on.
  const command = [
    'env',
    'DEBIAN_FRONTEND=noninteractive',
    'apt-get',
    '-q',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...options,
  ];
  const [program = '', ...rest] = [...prefix, ...command];
  return spawnSync(program, rest, { stdio: ['inherit', process.stderr.fd, process.stderr.fd] }).status === 0;
}

/** @param {string} program @param {string[]} options */
function works(program, options) {
  return spawnSync(program, options, { stdio: 'ignore' }).status === 0;
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(environmentExitStatus);
}
