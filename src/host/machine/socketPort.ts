import type { Socket } from 'node:net';
import { type Disposable, Emitter } from '../../core/common/event.ts';
import type { GuestPort } from '../../core/guest/guestPort.ts';

/** A port whose writing can be put off. */
export interface SocketPort extends GuestPort {
  /** Nothing is written until the returned object is disposed of; then all of it, in order. */
  hold(): Disposable;
}

/** QEMU's end of a port as the guest channel uses it. Always drained. */
export function socketPort(socket: Socket, name: string): SocketPort {
  const data = new Emitter<Buffer>();
  const closed = new Emitter<string>();
  socket.on('data', (chunk: Buffer) => data.fire(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => closed.fire(`QEMU closed the ${name}`));
  let held: string[] | undefined;
  return {
    onData: data.event,
    onClosed: closed.event,
    write: (text) => {
      if (held === undefined) socket.write(text);
      else held.push(text);
    },
    hold: () => {
      held ??= [];
      return {
        dispose: () => {
          for (const text of held ?? []) socket.write(text);
          held = undefined;
        },
      };
    },
  };
}
