import type { Socket } from 'node:net';
import { Emitter } from '../core/common/event.ts';
import type { GuestPort } from '../core/guest/guestPort.ts';

/** QEMU's end of a port as the guest channel uses it. Always drained. */
export function socketPort(socket: Socket, name: string): GuestPort {
  const data = new Emitter<Buffer>();
  const closed = new Emitter<string>();
  socket.on('data', (chunk: Buffer) => data.fire(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => closed.fire(`QEMU closed the ${name}`));
  return { onData: data.event, onClosed: closed.event, write: (text) => void socket.write(text) };
}
