import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliPath, runCli, runCliJson, startCli } from './cliProcess.ts';
import { connectVm } from '../../src/host/client/connectVm.ts';
import { PersonsTerminal } from '../process/cli/personsTerminal.ts';
import { waitUntil } from './waitUntil.ts';

interface ListedVm {
  readonly id: string;
  readonly profile: string;
  readonly phase: string;
  readonly channel: string;
  readonly runFolder: string;
}

/** Half a minute on an idle machine of two cores; several minutes have been seen on a busy one. */
const bootTimeoutMs = 300_000;
let folder: string;
let vm: ListedVm;

function cursorsIn(journal: string): string[] {
  const lines = journal.split('\n').filter((line) => line !== '');
  return lines.map((line) => (JSON.parse(line) as { readonly __CURSOR: string }).__CURSOR);
}

function keptCursors(): string[] {
  const file = join(vm.runFolder, 'journal.ndjson');
  return existsSync(file) ? cursorsIn(readFileSync(file, 'utf8')) : [];
}

async function list(): Promise<readonly ListedVm[]> {
  return (await runCliJson(['list'])).document as readonly ListedVm[];
}

/** The VM of this test, whatever else runs on this machine. */
async function findOwnVm(): Promise<{ readonly found: ListedVm } | { readonly saw: string }> {
  const vms = await list();
  const own = vms.find((each) => each.runFolder.startsWith(folder));
  return own === undefined ? { saw: JSON.stringify(vms) } : { found: own };
}

describe('a VM whose launching client was killed', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cli, ä '));
    const launch = startCli(['launch', '--sample', 'applied', '--workspace', folder], 120_000);
    vm = await waitUntil('the VM to be listed', 60_000, findOwnVm);
    launch.kill('SIGKILL');
    expect((await launch.ended).signal).toBe('SIGKILL');
  });

  afterAll(async () => {
    await runCli(['stop', '--kill', vm.id]);
    rmSync(folder, { recursive: true });
  });

  it('runs on and is listed', async () => {
    const seen = await waitUntil('the VM to be listed', 5_000, findOwnVm);
    expect(seen).toMatchObject({ id: vm.id, profile: 'sample-applied' });
  });

  it(
    'is waited for by exec, which relays a million random bytes, stderr and the exit status exactly',
    async () => {
      const argv = ['exec', vm.id, '--timeout', String(bootTimeoutMs / 1000)];
      const script = 'head -c 1000000 /dev/urandom | tee /run/x; sha256sum /run/x >&2; exit 7';
      const { exitStatus, stdout, stderr } = await runCli([...argv, '--', 'sh', '-c', script], bootTimeoutMs + 10_000);
      const sum = createHash('sha256').update(stdout).digest('hex');
      expect({ exitStatus, length: stdout.length, stderr }).toEqual({
        exitStatus: 7,
        length: 1_000_000,
        stderr: `${sum}  /run/x\n`,
      });
    },
    bootTimeoutMs + 20_000,
  );

  it('is ready then, with the channel named', async () => {
    expect(await findOwnVm()).toMatchObject({ found: { phase: 'ready', channel: 'virtio' } });
  });

  it('takes the beginning of its id for its name', async () => {
    const { exitStatus, stdout } = await runCli(['exec', vm.id.slice(0, -1), '--', 'cat', '/etc/hostname']);
    expect({ exitStatus, text: stdout.toString() }).toEqual({ exitStatus: 0, text: 'nixos\n' });
  });

  it('hands arguments of exec to the guest as they are', async () => {
    const words = ['a b', '$HOME', "it's", '"', '--json', '\\n', 'ü\n', ''];
    const { stdout } = await runCli(['exec', vm.id, '--', 'printf', '<%s>', ...words]);
    expect(stdout.toString()).toBe(words.map((word) => `<${word}>`).join(''));
  });

  it('keeps what a command had written when its time is up', async () => {
    const run = await runCli(['exec', vm.id, '--timeout', '3', '--', 'sh', '-c', 'echo early; sleep 100; echo late']);
    expect(run).toMatchObject({ exitStatus: 124, stdout: Buffer.from('early\n') });
    expect(run.stderr).toMatch(/^The command was ended after \d\.\d s because its time was up\.\n$/);
    expect(run.durationMs).toBeLessThan(15_000);
  });

  it('gives exec --json as text, or as base64 where it is none', async () => {
    const argv = ['exec', vm.id, '--', 'sh', '-c', "printf 'grün'; printf '\\377' >&2; exit 3"];
    const { exitStatus, document } = await runCliJson(argv);
    expect(exitStatus).toBe(3);
    expect(document).toMatchObject({
      exitStatus: 3,
      stdout: 'grün',
      stderrBase64: '/w==',
      channel: 'virtio',
      timedOut: false,
    });
  });

  it('answers a single probe with its text', async () => {
    const { exitStatus, stdout } = await runCli(['probe', vm.id, 'storage-status']);
    expect(stdout.toString()).toMatch(/^storage-status .*as expected: storage is applied\nSTATE=applied\n/);
    expect(exitStatus).toBe(0);
  });

  it("has a journal that is the guest's own, entry by entry", async () => {
    const { stdout } = await runCli(['exec', vm.id, '--', 'journalctl', '-b', '-o', 'json', '--no-pager']);
    const own = cursorsIn(stdout.toString());
    expect(own.length).toBeGreaterThan(100);
    // The stream is a moment behind.
    await waitUntil('the journal to have come so far', 60_000, () => {
      const last = keptCursors().at(-1);
      return Promise.resolve(keptCursors().includes(own.at(-1) ?? '') ? { found: true } : { saw: last ?? 'nothing' });
    });
    expect(keptCursors().slice(0, own.length)).toEqual(own);
  }, 120_000);

  it('shows the journal of a unit, or of a gravity', async () => {
    const { stdout } = await runCli(['journal', vm.id, '--unit', 'pre-nixos']);
    expect(stdout.toString()).toMatch(/^\d{4}-\d\d-\d\dT\S+Z systemd\[1\]: .*pre-nixos/m);
    const { document } = await runCliJson(['journal', vm.id, '--priority', 'warning']);
    const { entries } = document as { readonly entries: readonly { readonly PRIORITY: string }[] };
    expect(entries.length).toBeGreaterThan(0);
    expect(new Set(entries.map(({ PRIORITY }) => Number(PRIORITY) <= 4))).toEqual(new Set([true]));
  }, 60_000);

  it('is asked about any unit, whose status and journal are one capture', async () => {
    const client = await connectVm(vm.id, 'test');
    try {
      const { file } = await client.inspectUnit('serial-getty@ttyS0.service');
      const text = readFileSync(join(vm.runFolder, file), 'utf8');
      expect(text).toMatch(/^\S+ serial-getty@ttyS0\.service - /);
      expect(text).toMatch(/systemd\[1\]: Started .*serial-getty@ttyS0/);
      expect(client.state.probes.at(-1)).toMatchObject({ probe: { title: 'serial-getty@ttyS0.service' } });
      await expect(client.inspectUnit("a'; reboot")).rejects.toMatchObject({ reason: 'usage' });
    } finally {
      client.dispose();
    }
  }, 60_000);

  it('notices within two seconds that the agent in the guest was killed, and starts another', async () => {
    const harnessLog = join(vm.runFolder, 'harness.log');
    const lines = (): string[] => readFileSync(harnessLog, 'utf8').split('\n');
    const startedAt = Date.now();
    // Everything that has the agent's port open; not the command itself, which would be killed half-way.
    const kill =
      'kill -9 $(ls -l /proc/[0-9]*/fd/3 2>/dev/null | sed -n "s,.*/proc/\\([0-9]*\\)/fd/3 .*/dev/vport.*,\\1,p")';
    const killing = await runCli(['exec', vm.id, '--timeout', '20', '--', 'sh', '-c', `setsid sh -c '${kill}' 3<&-`]);
    expect(killing.exitStatus).not.toBe(0);
    const lost = lines().find((line) => line.includes('the agent in the guest has ended')) ?? lines().join('\n');
    expect(Date.parse(lost.split(' ')[0] ?? '') - startedAt).toBeLessThan(2_000 + killing.durationMs);
    const { exitStatus, stdout } = await runCli(['exec', vm.id, '--timeout', '60', '--', 'echo', 'again'], 70_000);
    expect({ exitStatus, text: stdout.toString() }).toEqual({ exitStatus: 0, text: 'again\n' });
  }, 120_000);

  it('goes on with the journal after that, and has each entry once', async () => {
    await runCli(['exec', vm.id, '--', 'systemd-cat', '-t', 'after', 'echo', 'the agent was killed']);
    const journal = await waitUntil('the journal to go on', 60_000, () => {
      const text = readFileSync(join(vm.runFolder, 'journal.ndjson'), 'utf8');
      return Promise.resolve(text.includes('"the agent was killed"') ? { found: text } : { saw: text.slice(-200) });
    });
    const cursors = cursorsIn(journal);
    expect(new Set(cursors).size).toBe(cursors.length);
    const { stdout } = await runCli(['exec', vm.id, '--', 'journalctl', '-b', '-o', 'json', '--no-pager']);
    expect(cursorsIn(stdout.toString()).slice(0, cursors.length)).toEqual(cursors);
    const followers = await runCli(['exec', vm.id, '--', 'sh', '-c', 'grep -l -e "-[-]no-tail" /proc/[0-9]*/cmdline']);
    expect(followers.stdout.toString()).toMatch(/^\/proc\/\d+\/cmdline\n$/);
  }, 120_000);

  it('gives its console to a person, who leaves with Ctrl-] and finds the terminal as it was', async () => {
    const terminal = new PersonsTerminal(
      `"${process.execPath}" "${cliPath}" attach ${vm.id}; echo "status $?"; stty -a`,
    );
    try {
      await terminal.shows('Ctrl-] leaves', 20_000);
      await terminal.shows('pre-nixos boot image version', 20_000);
      await terminal.shows('$ ', 20_000);
      // The guest learns the size by its own channel, a moment after the console is there.
      terminal.type('\x15until [ "$(stty size)" = "33 97" ]; do sleep 0.1; done; echo a$((40 + 2))b\r');
      await terminal.shows('a42b', 20_000);
      terminal.type('\x1d');
      await terminal.shows(`Left VM ${vm.id}; it runs on.`, 20_000);
      await terminal.shows('status 0', 20_000);
      await terminal.shows(/[ ;]icanon[ ;][^]* echo[ ;]/, 20_000);
    } finally {
      terminal.close();
    }
  });

  it('shows its console to a client that follows, byte for byte as serial.log, until it is stopped', async () => {
    const attach = startCli(['attach', vm.id], 120_000);
    await attach.firstOutput;
    const stop = await runCliJson(['stop', vm.id], 90_000);
    expect(stop).toMatchObject({ exitStatus: 0, document: { runFolder: vm.runFolder, end: { cause: 'requested' } } });
    const { exitStatus, stdout } = await attach.ended;
    const log = readFileSync(join(vm.runFolder, 'serial.log'));
    expect(log.length).toBeGreaterThan(10_000);
    expect(stdout.equals(log), `${stdout.length} of ${log.length} bytes`).toBe(true);
    expect(exitStatus).toBe(0);
  });

  it('is listed no more after that', async () => {
    expect(await findOwnVm()).toHaveProperty('saw');
  });
});
