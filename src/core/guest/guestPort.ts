import type { Event } from '../common/event.ts';

/** A duplex line of bytes into the guest: a virtio port, a second UART, the console. */
export interface GuestPort {
  readonly onData: Event<Buffer>;
  /** The other end is gone for good. */
  readonly onClosed: Event<string>;
  write(data: string): void;
  /** It tells itself when the guest is gone. Undefined: bytes may be lost, and silence has to be noticed by asking. */
  readonly isReliable?: boolean;
  /** Of a port that tells by itself: since when the guest has not answered; undefined: it answers again. */
  readonly onSilence?: Event<Date | undefined>;
  /** On a slow line: something is under way, and is getting on. */
  readonly isSpeaking?: boolean;
  /** Why nothing goes on at present, as far as it is known. */
  readonly obstacle?: string | undefined;
  /** Whether the guest has to say something, for a port that is not always open. */
  expectAnswers?(areExpected: boolean): void;
}
