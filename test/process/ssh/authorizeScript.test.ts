import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { authorizeScript } from '../../../src/core/ssh/authorizeScript.ts';

it('lets a key in once, though it is run twice, in a folder that is closed to others', () => {
  const home = mkdtempSync(join(tmpdir(), 'home, ä '));
  try {
    const { username } = userInfo();
    const script = authorizeScript(username, 'ssh-ed25519 AAAA boot-image-vm');
    // The home of this test's user is not for tests to write in.
    const here = `getent() { echo "x:x:0:0:x:${home}:/bin/sh"; }\n${script}`;
    execFileSync('sh', ['-c', here]);
    execFileSync('sh', ['-c', here]);
    const file = join(home, '.ssh', 'authorized_keys');
    expect(readFileSync(file, 'utf8')).toBe('ssh-ed25519 AAAA boot-image-vm\n');
    expect([statSync(file).mode & 0o777, statSync(join(home, '.ssh')).mode & 0o777]).toEqual([0o600, 0o700]);
  } finally {
    rmSync(home, { recursive: true });
  }
});
