import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { followConsole } from '../../../src/cli/followConsole.ts';
import { consoleRead } from '../../../src/host/protocol/protocol.ts';
import { type ScriptedHost, scriptedHost } from '../host/scriptedHost.ts';
import { vmState } from '../host/vmState.ts';

const history = randomBytes(700_000);
let host: ScriptedHost;

afterEach(() => {
  host.close();
});

function serve(connection: MessageConnection, available: () => number, ended: () => boolean): void {
  connection.onRequest(consoleRead, ({ offset, maxBytes }) => {
    const data = history.subarray(offset, Math.min(offset + maxBytes, available()));
    return { data: data.toString('base64'), ended: ended() && offset + data.length === available() };
  });
}

async function follow(offset: number, signal = new AbortController().signal): Promise<[Buffer, number]> {
  const pieces: Buffer[] = [];
  const take = async (data: Buffer): Promise<void> => {
    pieces.push(data);
    await Promise.resolve();
  };
  const reached = await followConsole(host.client, { offset, signal, take });
  return [Buffer.concat(pieces), reached];
}

it('hands on every byte from an offset, once and in order, until the console ends', async () => {
  host = await scriptedHost(vmState(), (connection) =>
    serve(
      connection,
      () => history.length,
      () => true,
    ),
  );
  const [bytes, reached] = await follow(1000);
  expect(bytes.equals(history.subarray(1000))).toBe(true);
  expect(reached).toBe(history.length);
});

it('takes the rest from serial.log when the VM host dies', async () => {
  let asked = 0;
  host = await scriptedHost(vmState(), (connection) => {
    serve(
      connection,
      () => {
        if (++asked === 2) host.die();
        return 300_000;
      },
      () => false,
    );
  });
  writeFileSync(join(host.folder, 'serial.log'), history);
  const [bytes] = await follow(0);
  expect(bytes.equals(history)).toBe(true);
});

it('ends without error when it is interrupted while the guest is silent', async () => {
  const interruption = new AbortController();
  host = await scriptedHost(vmState(), (connection) => {
    connection.onRequest(consoleRead, async () => {
      interruption.abort();
      return await new Promise<{ data: string; ended: boolean }>(() => undefined);
    });
  });
  const [bytes, reached] = await follow(5, interruption.signal);
  expect([bytes.length, reached]).toEqual([0, 5]);
});
