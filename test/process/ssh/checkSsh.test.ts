import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkSsh } from '../../../src/core/ssh/checkSsh.ts';
import { makeSshKey } from '../../../src/core/ssh/makeSshKey.ts';
import type { SshAccess } from '../../../src/core/ssh/sshAccess.ts';

let folder: string;
let access: SshAccess;
let server: Server;

beforeEach(async () => {
  // A path with everything that ssh's own configuration would expand or split.
  folder = mkdtempSync(join(tmpdir(), "ssh 100%h ~ 'ä' "));
  server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  access = { port, user: 'root', keyFile: join(folder, 'key'), knownHostsFile: join(folder, 'known_hosts') };
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

it("makes a key that is this user's alone, with its fingerprint", async () => {
  const { publicKey, fingerprint } = await makeSshKey(access.keyFile);
  expect(publicKey).toMatch(/^ssh-ed25519 \S+ boot-image-vm$/);
  expect(fingerprint).toMatch(/^SHA256:\S{43}$/);
  expect(statSync(access.keyFile).mode & 0o777).toBe(0o600);
});

it('goes on trying, and then says what ssh said last', async () => {
  const logged: string[] = [];
  const checking = checkSsh(access, {
    timeoutMs: 500,
    signal: new AbortController().signal,
    authorize: () => Promise.reject(new Error('asked for a key')),
    log: (line) => logged.push(line),
  });
  await expect(checking).rejects.toMatchObject({
    reason: 'guest',
    message: expect.stringMatching(/after 0\.5 s; last seen: .*(reset|closed) by/) as string,
  });
  expect(logged).toHaveLength(1);
});

it('ends when it is cancelled', async () => {
  const aborter = new AbortController();
  const options = { timeoutMs: 60_000, signal: aborter.signal, authorize: () => Promise.resolve(false) };
  const checking = checkSsh(access, { ...options, log: () => aborter.abort(new Error('enough')) });
  await expect(checking).rejects.toThrow('enough');
});
