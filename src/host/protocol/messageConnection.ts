import type { Socket } from 'node:net';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

/** JSON-RPC on a socket. */
export function messageConnection(socket: Socket): MessageConnection {
  const reader = new StreamMessageReader(socket);
  // vscode-jsonrpc 10.0 tells every ten seconds, for ever, of a message that came by half. Of a client that was killed in the
  // middle of one that timer would stay, and the VM host could not end.
  reader.partialMessageTimeout = 0;
  return createMessageConnection(reader, new StreamMessageWriter(socket));
}
