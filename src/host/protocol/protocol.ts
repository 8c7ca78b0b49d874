import { NotificationType, RequestType } from 'vscode-jsonrpc/node';
import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { WaitRecord } from '../../core/artefacts/waitRecord.ts';
import type { GuestCommand } from '../../core/guest/guestChannel.ts';
import type { SshAccess } from '../../core/ssh/sshAccess.ts';
import type { MachineAction, MachineActionResult } from '../../core/vm/machineAction.ts';
import type { SavedCheckpoint } from './savedCheckpoint.ts';
import type { VmState } from './vmState.ts';
import type { WireError } from './wireError.ts';

/**
 * What a client and the VM host say to each other: JSON-RPC on a unix socket (vscode-jsonrpc). Typed once, used by both
 * ends. Binary data travels as base64. A failed request carries `WireError` as its data.
 */

export const protocolVersion = 2;

/** The first request of every client. */
export const helloRequest = new RequestType<
  { readonly client: string; readonly protocolVersion: number },
  { readonly protocolVersion: number; readonly state: VmState },
  WireError
>('hello');

export const stateChanged = new NotificationType<VmState>('vm/stateChanged');

export interface ConsoleReadParams {
  /** Byte offset in the console's history, which is that of serial.log. */
  readonly offset: number;
  readonly maxBytes: number;
  /** Wait so long for a byte at `offset` before answering with nothing. */
  readonly waitMs: number;
}

/**
 * Clients pull the console: each reads at its own pace, byte-exact from any offset, and none can make the host hold data
 * for it. An answer with `ended` and no data means that no more will come.
 */
export const consoleRead = new RequestType<
  ConsoleReadParams,
  { readonly data: string; readonly ended: boolean },
  WireError
>('console/read');

/** As `consoleRead`, of journal.ndjson: whole lines, but cut at `maxBytes`. `why`: why there is no journal, or no more of it. */
export const journalRead = new RequestType<
  ConsoleReadParams,
  { readonly data: string; readonly ended: boolean; readonly why: string | null },
  WireError
>('journal/read');

/** Types on the console. Held back while automation types, then delivered in order. */
export const consoleWrite = new RequestType<{ readonly data: string }, null, WireError>('console/write');

/** Tells the guest's terminal line its size. */
export const consoleResize = new RequestType<{ readonly rows: number; readonly columns: number }, null, WireError>(
  'console/resize',
);

export interface GuestExecParams {
  /** Chosen by the client; names the pieces of output. */
  readonly execId: string;
  readonly command: GuestCommand;
  readonly timeoutMs: number;
}

export interface GuestExecResult {
  readonly exitStatus: number;
  readonly durationMs: number;
  readonly timedOut: boolean;
  readonly truncated: boolean;
  readonly channel: string;
}

/** Runs a command as root in the guest. Its output comes before the result, in `guestOutput` pieces. Cancellable. */
export const guestExec = new RequestType<GuestExecParams, GuestExecResult, WireError>('guest/exec');
export const guestOutput = new NotificationType<{
  readonly execId: string;
  readonly stream: 'stdout' | 'stderr';
  readonly data: string;
}>('guest/output');

export interface GuestFollowParams {
  /** Chosen by the client; names the pieces of output. */
  readonly followId: string;
  readonly command: GuestCommand;
  /** How long to wait for the channel. */
  readonly channelTimeoutMs: number;
}

export interface GuestFollowResult {
  readonly exitStatus: number;
  readonly stopped: boolean;
  /** The beginning of it, base64. */
  readonly stderr: string;
}

/** Runs a command as root in the guest for as long as it goes on, on a port of its own. Cancelling ends it. */
export const guestFollow = new RequestType<GuestFollowParams, GuestFollowResult, WireError>('guest/follow');
/** A request to the client: a piece of stdout. The next one is sent, and the guest writes on, when it was answered. */
export const guestFollowed = new RequestType<{ readonly followId: string; readonly data: string }, null, WireError>(
  'guest/followed',
);

/** Runs one probe and files its capture. Waits for the channel within the probe's own timeout, or `channelTimeoutMs`. */
export const probeRun = new RequestType<
  { readonly probe: string; readonly channelTimeoutMs?: number },
  CaptureRecord,
  WireError
>('probe/run');

/** Status and journal of a unit, as a probe that is on the list from then on. */
export const unitInspect = new RequestType<{ readonly unit: string }, CaptureRecord, WireError>('unit/inspect');

/** Repeats a wait's probe until what is waited for has come, or the wait is given up; the channel may be gone meanwhile. */
export const waitRun = new RequestType<
  { readonly wait: string },
  { readonly record: WaitRecord; readonly capture: CaptureRecord | null },
  WireError
>('wait/run');

/** Stops the VM by the ladder (or at once) and answers when it is gone and the run folder complete. */
export const vmStop = new RequestType<{ readonly kill: boolean }, VmState, WireError>('vm/stop');

/** Does something to the machine from outside of its guest: reset, pause, a disk, a screenshot. */
export const vmControl = new RequestType<MachineAction, MachineActionResult, WireError>('vm/control');

/** Answers when SSH has run a command in the guest, which gets the run's key by the channel if it does not take it. */
export const sshCheck = new RequestType<{ readonly timeoutMs: number }, SshAccess, WireError>('ssh/check');

/** Saves the VM as it is now, under a name or under one that is made up. */
export const saveCheckpoint = new RequestType<{ readonly name?: string }, SavedCheckpoint, WireError>(
  'checkpoint/save',
);

/** How long the VM runs on without a client. */
export const setGraceTime = new RequestType<{ readonly graceTimeMs: number | 'keep' }, null, WireError>(
  'vm/setGraceTime',
);

/** Writes the report anew and answers with its path. */
export const writeReport = new RequestType<Record<string, never>, { readonly report: string }, WireError>(
  'vm/writeReport',
);
