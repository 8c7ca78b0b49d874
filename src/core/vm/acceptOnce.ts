import { createServer, type Socket } from 'node:net';
import { UserError } from '../common/userError.ts';

/** A unix socket that QEMU will connect to, once. */
export interface AcceptOnce {
  readonly path: string;
  readonly connected: Promise<Socket>;
  /** Ends the wait; `connected` then stays unsettled. */
  close(): void;
}

/** The kernel's limit for a unix socket's path (sockaddr_un). */
export const longestSocketPathBytes = 107;

/**
 * Listens before QEMU is started, so that nobody has to wait for QEMU to listen and no byte can be lost between.
 *
 * Errors: UserError `environment` for a path that is too long or a folder that cannot be written.
 */
export async function acceptOnce(path: string): Promise<AcceptOnce> {
  if (Buffer.byteLength(path) > longestSocketPathBytes) {
    throw new UserError(
      'environment',
      `The path of a socket is longer than ${longestSocketPathBytes} bytes: ${path}.`,
      {
        next: 'Set XDG_RUNTIME_DIR or TMPDIR to a shorter folder.',
      },
    );
  }
  const server = createServer();
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', (socket) => {
      server.close();
      resolve(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(new UserError('environment', `No socket can be made at ${path}: ${cause.message}.`, { cause }));
    });
    server.listen(path, resolve);
  });
  return { path, connected, close: () => server.close() };
}
