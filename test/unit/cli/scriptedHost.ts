import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { helloRequest, protocolVersion, stateChanged } from '../../../src/host/protocol.ts';
import { VmClient } from '../../../src/host/vmClient.ts';
import type { VmState } from '../../../src/host/vmState.ts';

/** The other end of a real VmClient on a real socket, which answers as a test says. */
export interface ScriptedHost {
  readonly client: VmClient;
  /** Its folder; the state's run folder too. */
  readonly folder: string;
  readonly connection: MessageConnection;
  tell(changes: Partial<VmState>): void;
  /** As when the host is killed. */
  die(): void;
  close(): void;
}

/** @param script registers the handlers of the requests that the test expects */
export async function scriptedHost(
  first: VmState,
  script: (connection: MessageConnection) => void = () => undefined,
): Promise<ScriptedHost> {
  const folder = mkdtempSync(join(tmpdir(), 'scripted-host-'));
  let state: VmState = { ...first, runFolder: folder };
  const path = join(folder, 'host.sock');
  let accept: (end: { socket: Socket; connection: MessageConnection }) => void;
  const accepted = new Promise<{ socket: Socket; connection: MessageConnection }>((resolve) => (accept = resolve));
  const server = createServer((socket) => {
    const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    connection.onRequest(helloRequest, () => ({ protocolVersion, state }));
    script(connection);
    connection.listen();
    accept({ socket, connection });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const client = await VmClient.connect(path, 'test');
  const { socket, connection } = await accepted;
  return {
    client,
    folder,
    connection,
    tell: (changes) => {
      state = { ...state, ...changes };
      void connection.sendNotification(stateChanged, state);
    },
    die: () => {
      socket.destroy();
    },
    close: () => {
      client.dispose();
      socket.destroy();
      server.close();
      rmSync(folder, { recursive: true });
    },
  };
}
