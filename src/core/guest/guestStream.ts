import type { GuestCommand } from './guestChannel.ts';

export interface GuestStreamRequest {
  readonly command: GuestCommand;
  /** Takes stdout as it comes. Its promise holds back the rest, down to the command in the guest, and nothing else. */
  readonly onData: (data: Buffer) => void | Promise<void>;
  /** Aborting stops it, as `stop` does. */
  readonly signal?: AbortSignal;
}

export interface GuestStreamEnd {
  readonly exitStatus: number;
  /** The beginning of what it wrote to stderr, at most 64 KiB. */
  readonly stderr: Buffer;
  /** It did not end by itself. */
  readonly stopped: boolean;
}

/** A command that is followed as it writes, for as long as it runs: `journalctl -f`, `dmesg -w`. */
export interface GuestStream {
  readonly command: GuestCommand;
  /**
   * Settles when the command has ended and all that it wrote was delivered.
   *
   * Errors: UserError `guest` if the channel is lost before; what `onData` threw, and the command is then stopped.
   */
  readonly ended: Promise<GuestStreamEnd>;
  /** Kills it in the guest, with its children. What has not been delivered by then is left out. */
  stop(): void;
}
