import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { consoleRead, helloRequest, protocolVersion, stateChanged } from '../../../src/host/protocol/protocol.ts';
import { VmClient } from '../../../src/host/client/vmClient.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';
import { sampleState } from './sampleState.ts';

/** The other end of a real socket: it speaks the protocol and does what the test says. */
export class TestHost {
  readonly #folder = mkdtempSync(join(tmpdir(), 'boot-image-test-'));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Set<MessageConnection>();
  #isDead = false;
  state: VmState;
  consoleText = '';

  constructor(state: Partial<VmState> = {}) {
    this.state = sampleState({ runFolder: this.#folder, ...state });
    this.#server = createServer((socket) => this.#accept(socket));
  }

  get connections(): number {
    return this.#sockets.size;
  }

  async connect(): Promise<VmClient> {
    if (this.#isDead) throw new Error('connect ECONNREFUSED');
    const path = join(this.#folder, 'rpc');
    if (!this.#server.listening) await new Promise<void>((resolve) => this.#server.listen(path, resolve));
    return await VmClient.connect(path, 'test');
  }

  async tell(changes: Partial<VmState>): Promise<void> {
    this.state = { ...this.state, ...changes };
    for (const connection of this.#connections) await connection.sendNotification(stateChanged, this.state);
  }

  /** As a host that is killed. */
  die(): void {
    this.#isDead = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  dispose(): void {
    this.die();
    this.#server.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    const connection = createMessageConnection(new StreamMessageReader(socket), new StreamMessageWriter(socket));
    this.#sockets.add(socket);
    this.#connections.add(connection);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#connections.delete(connection);
      connection.dispose();
    });
    socket.on('error', () => undefined);
    connection.onRequest(helloRequest, () => ({ protocolVersion, state: this.state }));
    connection.onRequest(consoleRead, ({ offset, maxBytes }) => {
      const data = Buffer.from(this.consoleText).subarray(offset, offset + maxBytes);
      return { data: data.toString('base64'), ended: false };
    });
    connection.listen();
  }
}
