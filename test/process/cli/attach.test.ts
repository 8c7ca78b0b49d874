import { afterEach, describe, expect, it } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { consoleRead, consoleResize, consoleWrite } from '../../../src/host/protocol/protocol.ts';
import { Emitter } from '../../../src/core/common/event.ts';
import { Deadline } from '../../../src/core/common/deadline.ts';
import type { VmEnd } from '../../../src/host/protocol/vmState.ts';
import { eventually } from '../../eventually.ts';
import { bundledCli } from './bundledCli.ts';
import { PersonsTerminal } from './personsTerminal.ts';
import { runCli } from './runCli.ts';
import { type ScriptedHost, scriptedHost } from '../../unit/host/scriptedHost.ts';
import { startCli } from './startCli.ts';
import { vmState } from '../../unit/host/vmState.ts';

/** Asks the terminal who it is, as systemd does, and where the cursor is. */
const history = 'systemd starts\r\n\x1b[c\x1b[6nnixos login: ';
const waitMs = 10_000;

/** A console that has written a history and may go on, and takes what is typed. */
class ScriptedConsole {
  #written = Buffer.from(history);
  #isOver = false;
  readonly #changed = new Emitter<undefined>();
  readonly sizes: unknown[] = [];
  typed = '';

  readonly serve = (connection: MessageConnection): void => {
    connection.onRequest(consoleRead, async ({ offset, maxBytes, waitMs: patienceMs }) => {
      if (offset >= this.#written.length && !this.#isOver) await this.#change(patienceMs);
      const data = this.#written.subarray(offset, offset + maxBytes);
      return { data: data.toString('base64'), ended: this.#isOver };
    });
    connection.onRequest(consoleResize, (size) => {
      this.sizes.push(size);
      return null;
    });
    connection.onRequest(consoleWrite, ({ data }) => {
      this.typed += Buffer.from(data, 'base64').toString();
      this.#changed.fire(undefined);
      return null;
    });
  };

  write(text: string): void {
    this.#written = Buffer.concat([this.#written, Buffer.from(text)]);
    this.#changed.fire(undefined);
  }

  end(): void {
    this.#isOver = true;
    this.#changed.fire(undefined);
  }

  async got(keys: string): Promise<void> {
    const deadline = new Deadline(`the console to get ${JSON.stringify(keys)}`, waitMs);
    while (!this.typed.includes(keys)) {
      deadline.lastSaw = JSON.stringify(this.typed);
      await deadline.event(this.#changed.event, () => true);
    }
  }

  async #change(patienceMs: number): Promise<void> {
    await new Deadline('the console', patienceMs).event(this.#changed.event, () => true).catch(() => undefined);
  }
}

const end: VmEnd = { cause: 'requested', sentence: 'Stopped on request.', exitCode: 0, signal: null };
let host: ScriptedHost;
let console: ScriptedConsole;

async function startHost(): Promise<void> {
  console = new ScriptedConsole();
  host = await scriptedHost(vmState({ consoleBytes: history.length }), console.serve);
}

afterEach(() => {
  host.close();
});

describe('attach in a terminal', () => {
  let terminal: PersonsTerminal;

  afterEach(() => {
    terminal.close();
  });

  async function attach(): Promise<void> {
    await startHost();
    const program = `"${process.execPath}" "${await bundledCli()}" attach`;
    const command = `sh -c 'echo "pid $$"; exec "$@"' - ${program}; echo "status $?"; stty -a`;
    terminal = new PersonsTerminal(command, host.env);
    await terminal.shows('Ctrl-] leaves', waitMs);
    await terminal.shows('nixos login: \x1b[5n', waitMs);
  }

  it('sends keys, replays no answers, and leaves the terminal as it was on Ctrl-]', async () => {
    await attach();
    // What a terminal says to the replayed questions, then to ours that ends the replay.
    terminal.type('\x1b[?62;22c\x1b[14;1R\x1b[0n');
    terminal.type('root\r\x03ü');
    await console.got('ü');
    expect(console.typed).toBe('root\r\x03ü');
    // From here on the guest's questions are answered.
    console.write('\x1b[6n');
    await terminal.shows('\x1b[6n', waitMs);
    terminal.type('\x1b[15;1R');
    await console.got('\x1b[15;1R');
    terminal.type('last\x1dnever');
    await terminal.shows('Left VM vm-1; it runs on.', waitMs);
    await terminal.shows('status 0', waitMs);
    await terminal.shows(/[ ;]icanon[ ;][^]* echo[ ;]/, waitMs);
    expect(console.typed).toMatch(/last$/);
  });

  it("tells the guest the terminal's size, and each change of it", async () => {
    await attach();
    await sizeIsTold({ rows: 33, columns: 97 });
    terminal.resize(120, 40);
    await sizeIsTold({ rows: 40, columns: 120 });
    expect(console.sizes[0]).toEqual({ rows: 33, columns: 97 });
  });

  it('restores the terminal when it is terminated', async () => {
    await attach();
    terminal.type('\x1b[0nx');
    await console.got('x');
    process.kill(Number(/pid (\d+)/.exec(terminal.text)?.[1]), 'SIGTERM');
    await terminal.shows('status 130', waitMs);
    await terminal.shows(/[ ;]icanon[ ;][^]* echo[ ;]/, waitMs);
  });

  it('ends with the VM and says how it ended', async () => {
    await attach();
    console.write('reboot: Power down\r\n');
    console.end();
    host.tell({
      end: { cause: 'guestPowerOff', sentence: 'The guest powered itself off.', exitCode: 0, signal: null },
    });
    await terminal.shows('VM vm-1: The guest powered itself off.', waitMs);
    await terminal.shows('status 0', waitMs);
  });
});

/** A signal and a request on their way: the size comes when it comes. */
async function sizeIsTold(size: { rows: number; columns: number }): Promise<void> {
  await eventually(
    { name: `the size ${JSON.stringify(size)}`, withinMs: waitMs },
    () => Promise.resolve(console.sizes.at(-1)),
    (told) => JSON.stringify(told) === JSON.stringify(size),
  );
}

describe('attach without a terminal', () => {
  it('follows the console byte for byte until the VM ends', async () => {
    await startHost();
    const { child, ended } = await startCli(['attach', 'vm-1'], host.env);
    child.stdout.once('data', () => {
      console.write('\x00\xff and more');
      console.end();
      host.tell({ end });
    });
    const { exitStatus, stdout, stderr } = await ended;
    expect(stdout.toString()).toBe(`${history}\x00\xff and more`);
    expect({ exitStatus, stderr }).toEqual({ exitStatus: 0, stderr: 'VM vm-1: Stopped on request.\n' });
  });

  it('begins with what comes next on request', async () => {
    await startHost();
    const { child, ended } = await startCli(['attach', '--from', 'live'], host.env);
    child.stderr.once('data', () => {
      console.write('new');
      console.end();
      host.tell({ end });
    });
    expect((await ended).stdout.toString()).toBe('new');
  });

  it('names the log instead of printing it with --json', async () => {
    await startHost();
    console.end();
    host.tell({ end });
    const { exitStatus, stdout } = await runCli(['attach', '--json'], host.env);
    expect(exitStatus).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'vm-1', from: 0, to: history.length, end: { cause: 'requested' } });
  });
});
