import type { Event } from '../common/event.ts';

/** A duplex line of bytes into the guest: a virtio port, a second UART. */
export interface GuestPort {
  readonly onData: Event<Buffer>;
  /** The other end is gone for good. */
  readonly onClosed: Event<string>;
  write(data: string): void;
}
