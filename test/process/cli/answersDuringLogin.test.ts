import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { spawn } from 'node-pty';
import { afterEach, expect, it } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { loginOnConsole } from '../../../src/core/console/login/loginOnConsole.ts';
import { ConsoleHub } from '../../../src/host/console/consoleHub.ts';
import { consoleRead, consoleResize, consoleWrite } from '../../../src/host/protocol/protocol.ts';
import { eventually } from '../../eventually.ts';
import { temporaryFolder } from '../../unit/artefacts/temporaryFolder.ts';
import { scriptedHost } from '../../unit/host/scriptedHost.ts';
import { vmState } from '../../unit/host/vmState.ts';
import { AnsweringTerminal } from './answeringTerminal.ts';
import { bundledCli } from './bundledCli.ts';

const waitMs = 40_000;
const question = '\x1b[6n';
const answers = /\x1b\[\d+;\d+R/g;
const temporary = temporaryFolder();
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0).reverse()) end();
});

/** A shell that asks the terminal before each prompt, on a real serial line; `typed`: all that came to it. */
async function guestConsole(hub: ConsoleHub): Promise<{ readonly typed: () => string }> {
  const path = join(temporary.path, 'console.sock');
  const accepted = new Promise<Socket>((resolve) => {
    const server = createServer((socket) => {
      server.close();
      resolve(socket);
    }).listen(path);
  });
  const line = createConnection(path);
  hub.attach(await accepted);
  const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TERM: 'vt220', PS1: '# ' };
  const guest = spawn('busybox', ['ash'], { cols: 80, rows: 24, env });
  let typed = '';
  guest.onData((data) => line.write(data));
  line.on('data', (data) => {
    typed += data.toString('latin1');
    guest.write(data.toString('latin1'));
  });
  endings.push(
    () => line.destroy(),
    () => guest.kill('SIGKILL'),
  );
  return { typed: () => typed };
}

it('a terminal answers a guest that asks while a login runs: no answer is lost, and none is in what the login types', async () => {
  const hub = new ConsoleHub(join(temporary.path, 'serial.log'));
  endings.push(() => hub.dispose());
  let fromTerminal = '';
  const host = await scriptedHost(vmState({ consoleBytes: 0 }), (connection) => {
    connection.onRequest(consoleRead, async (request, cancellation) => {
      const gone = new AbortController();
      cancellation.onCancellationRequested(() => gone.abort());
      const { data, ended } = await hub.read(request, gone.signal);
      return { data: data.toString('base64'), ended };
    });
    connection.onRequest(consoleResize, () => null);
    connection.onRequest(consoleWrite, ({ data }) => {
      const bytes = Buffer.from(data, 'base64');
      fromTerminal += bytes.toString('latin1');
      hub.write(bytes);
      return null;
    });
  });
  endings.push(() => host.close());
  hub.onAutomationTyping((automationTyping) => host.tell({ automationTyping }));
  const terminal = new AnsweringTerminal(process.execPath, [await bundledCli(), 'attach'], host.env);
  endings.push(() => terminal.close());
  await terminal.shows(/Ctrl-\] leaves/, waitMs);
  // Its answer to the program's own question: from here on it speaks to the guest.
  await until('the end of the replay', () => terminal.said.length > 0);

  let shown = '';
  hub.onData((data) => (shown += data.toString('latin1')));
  const { typed } = await guestConsole(hub);
  await until('the answer to the first prompt', () => (typed().match(answers) ?? []).length > 0);
  const lines: string[] = [];
  const automation = hub.automation();
  const write = (data: string): void => {
    lines.push(data);
    automation.write(data);
  };
  // However slow this machine is, the console is not given back meanwhile.
  const keeper = setInterval(() => automation.write(''), 200);
  endings.push(() => clearInterval(keeper));
  const before = fromTerminal.length;
  const door = await loginOnConsole(
    { onData: hub.onData, write, phase: () => 'login' },
    {
      login: {},
      shell: 'wasThere',
      deadline: new Deadline('the login', waitMs),
      signal: new AbortController().signal,
      log: () => undefined,
    },
  );
  // What it typed has run, and a prompt follows, which asks.
  door.run('echo door=$((6*7))');
  await until('an answer while the login types', () => shown.includes('door=42') && fromTerminal.length > before);
  expect(typed().slice(typed().indexOf(lines[0] ?? '?'))).toBe(lines.join(''));
  clearInterval(keeper);
  automation.dispose();
  await terminal.shows(/door=42/, waitMs);

  const asked = (): number => shown.split(question).length - 1;
  await until('every question to be answered', () => (typed().match(answers) ?? []).length === asked());
  terminal.type('echo "guest: $((40 + 2))"\r');
  await terminal.shows(/^guest: 42$/m, waitMs);
}, 200_000);

async function until(name: string, isSo: () => boolean): Promise<void> {
  await eventually(
    { name, withinMs: waitMs },
    async () => await Promise.resolve(isSo()),
    (is) => is,
  );
}
