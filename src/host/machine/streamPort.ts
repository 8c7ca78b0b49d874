import type { Socket } from 'node:net';
import { Emitter } from '../../core/common/event.ts';
import type { StreamPort } from '../../core/guest/streamPorts.ts';

/** QEMU's end of a stream port. While it is paused, QEMU takes nothing more from the guest for it. */
export function streamPort(socket: Socket, name: string): StreamPort {
  const data = new Emitter<Buffer>();
  socket.pause();
  socket.on('data', (chunk: Buffer) => data.fire(chunk));
  socket.on('error', () => undefined);
  return { name, onData: data.event, pause: () => void socket.pause(), resume: () => void socket.resume() };
}
