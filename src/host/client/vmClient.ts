import { randomUUID } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { type MessageConnection, type RequestParam, type RequestType, ResponseError } from 'vscode-jsonrpc/node';
import type { CaptureRecord } from '../../core/artefacts/captureRecord.ts';
import type { WaitRecord } from '../../core/artefacts/waitRecord.ts';
import { Deadline } from '../../core/common/deadline.ts';
import { DisposableStore } from '../../core/common/disposableStore.ts';
import { type Disposable, Emitter, type Event } from '../../core/common/event.ts';
import { UserError } from '../../core/common/userError.ts';
import type { GuestCommand } from '../../core/guest/guestChannel.ts';
import type { SshAccess } from '../../core/ssh/sshAccess.ts';
import type { MachineAction, MachineActionResult } from '../../core/vm/machineAction.ts';
import { cancellationOf } from '../protocol/cancellationOf.ts';
import { messageConnection } from '../protocol/messageConnection.ts';
import * as protocol from '../protocol/protocol.ts';
import type { SavedCheckpoint } from '../protocol/savedCheckpoint.ts';
import type { VmState } from '../protocol/vmState.ts';
import { fromWire, type WireError } from '../protocol/wireError.ts';
import { vmError, vmTrouble } from './vmTrouble.ts';

export interface ExecOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onStdout?: (data: Buffer) => void;
  readonly onStderr?: (data: Buffer) => void;
}

export interface FollowOptions {
  readonly channelTimeoutMs: number;
  readonly signal?: AbortSignal;
  /** Its promise holds back the rest, down to the command in the guest. */
  readonly onStdout: (data: Buffer) => void | Promise<void>;
}

export type FollowResult = Omit<protocol.GuestFollowResult, 'stderr'> & { readonly stderr: Buffer };

/**
 * A connection to one VM host. The extension, the command line and the tests all use this class.
 *
 * Invariant: the VM lives on when its clients go away, however they go.
 */
export class VmClient implements Disposable {
  readonly #connection: MessageConnection;
  readonly #socket: Socket;
  readonly #stateChanged = new Emitter<VmState>();
  readonly #closed = new Emitter<undefined>();
  readonly #outputs = new Map<string, ExecOptions>();
  readonly #followed = new Map<string, FollowOptions['onStdout']>();
  #state: VmState | undefined;
  #isClosed = false;

  readonly onStateChanged: Event<VmState> = this.#stateChanged.event;
  /** The VM host is gone: it ended in order, or was killed. */
  readonly onClosed: Event<undefined> = this.#closed.event;

  /**
   * @param client names the caller in harness.log
   * Errors: a UserError of reason `vm` if no VM host answers at the socket.
   */
  static async connect(socketPath: string, client: string): Promise<VmClient> {
    const deadline = new Deadline('the VM host to answer', 10_000);
    const socket = createConnection(socketPath);
    try {
      await deadline.race(
        new Promise<void>((resolve, reject) => {
          socket.once('connect', resolve);
          socket.once('error', reject);
        }),
      );
      const result = new VmClient(socket);
      await deadline.race(result.#hello(client));
      return result;
    } catch (error) {
      socket.destroy();
      if (error instanceof UserError) throw error;
      throw new UserError('vm', `No VM host answers at ${socketPath}.`, {
        next: 'The VM has probably ended; its run folder holds what was captured.',
        cause: error,
      });
    }
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    // A host that was killed ends the socket; an error here has nothing to add to that.
    socket.on('error', () => undefined);
    this.#connection = messageConnection(socket);
    this.#connection.onNotification(protocol.stateChanged, (state) => {
      this.#state = state;
      this.#stateChanged.fire(state);
    });
    this.#connection.onNotification(protocol.guestOutput, ({ execId, stream, data }) => {
      const output = this.#outputs.get(execId);
      const bytes = Buffer.from(data, 'base64');
      if (stream === 'stdout') output?.onStdout?.(bytes);
      else output?.onStderr?.(bytes);
    });
    this.#connection.onRequest(protocol.guestFollowed, async ({ followId, data }) => {
      await this.#followed.get(followId)?.(Buffer.from(data, 'base64'));
      return null;
    });
    this.#connection.onClose(() => {
      this.#isClosed = true;
      // vscode-jsonrpc 10: requests in flight are rejected by dispose, not by the close of the stream.
      this.#connection.dispose();
      this.#closed.fire(undefined);
    });
    this.#connection.onError(() => undefined);
    this.#connection.listen();
  }

  /** The last state the host told of. */
  get state(): VmState {
    if (this.#state === undefined) throw new Error('The VM host has not said hello yet.');
    return this.#state;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * The first state that is accepted: the present one, or one that the host tells of.
   *
   * Errors: what `accept` throws; DeadlineError; UserError of reason `vm` when the host ends before.
   */
  async until(deadline: Deadline, accept: (state: VmState) => boolean, signal?: AbortSignal): Promise<VmState> {
    const store = new DisposableStore();
    const accepted = new Promise<VmState>((resolve, reject) => {
      const look = (): void => {
        try {
          if (accept(this.state)) resolve(this.state);
          else if (this.#isClosed) reject(vmTrouble(this.state) ?? vmError('The VM host ended', this.state));
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      store.add(this.onStateChanged(look));
      store.add(this.onClosed(look));
      look();
    });
    try {
      return await deadline.race(accepted, signal);
    } finally {
      store.dispose();
    }
  }

  /** Up to `maxBytes` of journal.ndjson from `offset`; waits up to `waitMs` for the first byte. */
  async readJournal(
    params: protocol.ConsoleReadParams,
    signal?: AbortSignal,
  ): Promise<{ readonly data: Buffer; readonly ended: boolean; readonly why: string | null }> {
    const { data, ...answer } = await this.#request(protocol.journalRead, params, signal);
    return { ...answer, data: Buffer.from(data, 'base64') };
  }

  /** Up to `maxBytes` of console from `offset`; waits up to `waitMs` for the first byte. */
  async readConsole(
    params: protocol.ConsoleReadParams,
    signal?: AbortSignal,
  ): Promise<{ readonly data: Buffer; readonly ended: boolean }> {
    const answer = await this.#request(protocol.consoleRead, params, signal);
    return { data: Buffer.from(answer.data, 'base64'), ended: answer.ended };
  }

  async writeConsole(data: Buffer): Promise<void> {
    await this.#request(protocol.consoleWrite, { data: data.toString('base64') });
  }

  async resizeConsole(size: { readonly rows: number; readonly columns: number }): Promise<void> {
    await this.#request(protocol.consoleResize, size);
  }

  async exec(command: GuestCommand, options: ExecOptions): Promise<protocol.GuestExecResult> {
    const execId = randomUUID();
    this.#outputs.set(execId, options);
    try {
      const params = { execId, command, timeoutMs: options.timeoutMs };
      return await this.#request(protocol.guestExec, params, options.signal);
    } finally {
      this.#outputs.delete(execId);
    }
  }

  /** Follows a command for as long as it runs; the signal's abort ends it, and is no error. */
  async follow(command: GuestCommand, options: FollowOptions): Promise<FollowResult> {
    const followId = randomUUID();
    const { channelTimeoutMs, onStdout, signal } = options;
    this.#followed.set(followId, onStdout);
    try {
      const params = { followId, command, channelTimeoutMs };
      const { stderr, ...result } = await this.#request(protocol.guestFollow, params, signal);
      return { ...result, stderr: Buffer.from(stderr, 'base64') };
    } finally {
      this.#followed.delete(followId);
    }
  }

  async runProbe(
    probe: string,
    options: { channelTimeoutMs?: number; signal?: AbortSignal } = {},
  ): Promise<CaptureRecord> {
    const { channelTimeoutMs } = options;
    const params = channelTimeoutMs === undefined ? { probe } : { probe, channelTimeoutMs };
    return await this.#request(protocol.probeRun, params, options.signal);
  }

  /** Status and journal of a unit. Errors: UserError `usage` for what is no unit's name; as runProbe. */
  async inspectUnit(unit: string, options: { signal?: AbortSignal } = {}): Promise<CaptureRecord> {
    return await this.#request(protocol.unitInspect, { unit }, options.signal);
  }

  /** Settles when what is waited for has come, or the wait was given up: no error, and recorded. */
  async waitFor(
    wait: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<{ readonly record: WaitRecord; readonly capture: CaptureRecord | null }> {
    return await this.#request(protocol.waitRun, { wait }, options.signal);
  }

  /** Settles when the VM is gone and its run folder complete. */
  async stop(options: { kill: boolean }): Promise<VmState> {
    return await this.#request(protocol.vmStop, options);
  }

  /** Errors: UserError of reason `usage`, `environment`, `guest` or `vm`, with QEMU's own words. */
  async control(action: MachineAction): Promise<MachineActionResult> {
    return await this.#request(protocol.vmControl, action);
  }

  /** Settles when SSH has run a command in the guest. Errors: UserError `usage`, `environment` or `guest`. */
  async checkSsh(options: { readonly timeoutMs: number; readonly signal?: AbortSignal }): Promise<SshAccess> {
    return await this.#request(protocol.sshCheck, { timeoutMs: options.timeoutMs }, options.signal);
  }

  /** Settles when the VM as it was is on disk; it stands still for a moment meanwhile. */
  async saveCheckpoint(name?: string): Promise<SavedCheckpoint> {
    return await this.#request(protocol.saveCheckpoint, name === undefined ? {} : { name });
  }

  async setGraceTime(graceTimeMs: number | 'keep'): Promise<void> {
    await this.#request(protocol.setGraceTime, { graceTimeMs });
  }

  async writeReport(): Promise<string> {
    return (await this.#request(protocol.writeReport, {})).report;
  }

  dispose(): void {
    this.#connection.dispose();
    this.#socket.destroy();
    this.#stateChanged.dispose();
    this.#closed.dispose();
  }

  async #hello(client: string): Promise<void> {
    const params = { client, protocolVersion: protocol.protocolVersion };
    const { protocolVersion, state } = await this.#request(protocol.helloRequest, params);
    if (protocolVersion !== protocol.protocolVersion) {
      throw new UserError('vm', `This VM was started by another version (protocol ${String(protocolVersion)}).`, {
        next: 'Stop it with the version that started it.',
      });
    }
    // A state that came by notification meanwhile is newer than the answer.
    this.#state ??= state;
  }

  async #request<P, R>(type: RequestType<P, R, WireError>, params: RequestParam<P>, signal?: AbortSignal): Promise<R> {
    const cancellation = cancellationOf(signal);
    try {
      return await this.#connection.sendRequest(type, params, cancellation.token);
    } catch (error) {
      throw this.#userError(error);
    } finally {
      cancellation.dispose();
    }
  }

  #userError(error: unknown): unknown {
    const wire = error instanceof ResponseError ? (error.data as WireError | undefined) : undefined;
    if (wire !== undefined) return fromWire(wire);
    if (this.#isClosed) {
      return new UserError('vm', 'The VM host ended before it answered.', {
        next: 'The run folder holds what was captured until then.',
        cause: error,
      });
    }
    return error;
  }
}
