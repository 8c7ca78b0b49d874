import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { helloRequest, protocolVersion, stateChanged } from '../../../src/host/protocol/protocol.ts';
import { VmClient } from '../../../src/host/client/vmClient.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';
import { startStandInHost } from './standInHost.ts';

/** The other end of the protocol on a real socket, registered as a VM is, which answers as a test says. */
export interface ScriptedHost {
  /** A real client of it. */
  readonly client: VmClient;
  /** The state's run folder. */
  readonly folder: string;
  /** Makes the program find this VM and no other. */
  readonly env: Readonly<Record<string, string>>;
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
  const host = startStandInHost(join(folder, 'boot-image-vm', first.id));
  let state: VmState = { ...first, runFolder: folder, hostPid: host.pid };
  const socketPath = register(folder, state);
  const ends = new Map<Socket, MessageConnection>();
  const server = createServer((socket) => {
    const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    connection.onRequest(helloRequest, () => ({ protocolVersion, state }));
    script(connection);
    connection.listen();
    ends.set(socket, connection);
    socket.on('error', () => undefined).on('close', () => ends.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  const client = await VmClient.connect(socketPath, 'test');
  const die = (): void => {
    for (const socket of ends.keys()) socket.destroy();
    server.close();
  };
  return {
    client,
    folder,
    env: { XDG_RUNTIME_DIR: folder },
    tell: (changes) => {
      state = { ...state, ...changes };
      for (const connection of ends.values()) void connection.sendNotification(stateChanged, state);
    },
    die,
    close: () => {
      client.dispose();
      die();
      host.end();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Answers with the path of the socket. */
function register(folder: string, { id, profile, runFolder, hostPid, startedAt }: VmState): string {
  const vmFolder = join(folder, 'boot-image-vm', id);
  mkdirSync(join(folder, 'boot-image-vm'), { mode: 0o700 });
  mkdirSync(vmFolder);
  const socketPath = join(vmFolder, 'rpc.sock');
  writeFileSync(join(vmFolder, 'vm.json'), JSON.stringify({ id, profile, runFolder, hostPid, socketPath, startedAt }));
  return socketPath;
}
