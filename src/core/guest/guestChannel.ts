/** The rungs of the ladder, best first. `none`: no way in; console, log and findings still work. */
export type ChannelKind = 'virtio' | 'uart' | 'console' | 'none';

/** What runs in the guest: an argument vector, started as it is, or a POSIX sh script. */
export type GuestCommand = { readonly argv: readonly string[] } | { readonly script: string };

export interface GuestRequest {
  readonly command: GuestCommand;
  /** After this time the command and its children are killed in the guest; what was written so far is kept. */
  readonly timeoutMs: number;
  /** Aborting kills the command in the guest, as its timeout would. */
  readonly signal?: AbortSignal;
  /** stdout beyond this many bytes is left in the guest and the answer marked as truncated. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Takes stdout and stderr piece by piece, each proven, in order; the answer then holds none. Its promise holds back the next piece. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', data: Buffer) => void | Promise<void>;
}

/** One command's own output, proven by id, length and checksum. */
export interface GuestAnswer {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  /** As the guest's shell saw it: 128 + signal number for a killed command. */
  readonly exitStatus: number;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly timedOut: boolean;
  readonly truncated: boolean;
  readonly channel: ChannelKind;
}

/**
 * Runs commands as root in the guest, any number at once.
 *
 * Errors: a UserError of reason `guest` if no proven answer could be had (the channel is gone, the guest rebooted, damage
 * could not be mended). A wrong answer is never returned.
 */
export interface GuestChannel {
  readonly kind: ChannelKind;
  run(request: GuestRequest): Promise<GuestAnswer>;
}
