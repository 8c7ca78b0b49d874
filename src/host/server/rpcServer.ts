import { createServer, type Server, type Socket } from 'node:net';
import {
  type CancellationToken,
  type MessageConnection,
  type RequestHandler,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { Deadline } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import type { GuestRequest } from '../../core/guest/guestChannel.ts';
import { unitProbe } from '../../core/probes/unitProbe.ts';
import { GraceTimer } from './graceTimer.ts';
import { messageConnection } from '../protocol/messageConnection.ts';
import * as protocol from '../protocol/protocol.ts';
import { toWire, type WireError } from '../protocol/wireError.ts';
import type { VmHost } from '../vm/vmHost.ts';

/** One JSON-RPC answer carries at most so much of a guest's output or of the console, before base64. */
const pieceBytes = 1_048_576;
/** After the VM's end, clients may still read the rest of its console. */
const lingerMs = 5_000;
const applicationError = 1;

/**
 * Serves the protocol to any number of clients, until the VM has ended.
 *
 * Invariant: a client that goes away takes nothing with it but its own `guest/exec` and `guest/follow` commands, whose output nobody would get.
 */
export class RpcServer {
  readonly #host: VmHost;
  readonly #server: Server;
  readonly #grace: GraceTimer;
  readonly #clients = new Map<Socket, MessageConnection>();

  static async listen(host: VmHost, socketPath: string): Promise<RpcServer> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socketPath, resolve);
    });
    return new RpcServer(host, server);
  }

  private constructor(host: VmHost, server: Server) {
    this.#host = host;
    this.#server = server;
    this.#grace = new GraceTimer(host.graceTimeMs, () => {
      const sentence = 'No client was there for the grace time.';
      void host.stop({ cause: 'graceTime', sentence, kill: false });
    });
    server.on('connection', (socket) => this.#accept(socket));
    host.onStateChanged((state) => {
      for (const connection of this.#clients.values()) {
        // To a client that has just gone it cannot be told; its socket tells of that.
        connection.sendNotification(protocol.stateChanged, state).catch(() => undefined);
      }
    });
  }

  /** Takes no more clients, and waits a while for those that still read. */
  async close(): Promise<void> {
    this.#grace.stop();
    this.#server.close();
    const gone = new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.#clients.size === 0) resolve();
      };
      for (const socket of this.#clients.keys()) socket.once('close', () => setImmediate(check));
      check();
    });
    await new Deadline('clients to leave', lingerMs).race(gone).catch(() => undefined);
    for (const socket of this.#clients.keys()) socket.destroy();
  }

  #accept(socket: Socket): void {
    const connection = messageConnection(socket);
    const gone = new AbortController();
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (!this.#clients.delete(socket)) return;
      gone.abort(new Error('the client has gone'));
      connection.dispose();
      this.#grace.clientWent();
    });
    connection.onError(() => undefined);
    this.#clients.set(socket, connection);
    this.#grace.clientCame();
    this.#serve(connection, gone.signal);
    connection.listen();
  }

  #serve(connection: MessageConnection, gone: AbortSignal): void {
    const host = this.#host;
    handle(connection, protocol.helloRequest, ({ client }) => {
      host.log(`client: ${client}`);
      return { protocolVersion: protocol.protocolVersion, state: host.state };
    });
    handle(connection, protocol.consoleRead, async (params, signal) => {
      const request = { ...params, maxBytes: Math.min(params.maxBytes, pieceBytes) };
      const { data, ended } = await host.hub.read(request, AbortSignal.any([signal, gone]));
      return { data: data.toString('base64'), ended };
    });
    handle(connection, protocol.journalRead, async (params, signal) => {
      const request = { ...params, maxBytes: Math.min(params.maxBytes, pieceBytes) };
      const { data, ended } = await host.journal.read(request, AbortSignal.any([signal, gone]));
      return { data: data.toString('base64'), ended, why: host.journal.why ?? null };
    });
    handle(connection, protocol.consoleWrite, async ({ data }) => {
      await host.writeConsole(Buffer.from(data, 'base64'));
      return null;
    });
    handle(connection, protocol.consoleResize, async (size) => {
      await host.resizeConsole(size);
      return null;
    });
    handle(connection, protocol.guestExec, async (params, signal) => {
      const { execId, command, timeoutMs } = params;
      const stop = AbortSignal.any([signal, gone]);
      const deadline = new Deadline('the command in the guest', timeoutMs);
      const channel = await host.channel(timeoutMs, stop);
      const request: GuestRequest = {
        command,
        timeoutMs: Math.max(1, deadline.remainingMs),
        signal: stop,
        maxBytes: Number.MAX_SAFE_INTEGER,
        onOutput: async (stream, data) =>
          await connection.sendNotification(protocol.guestOutput, { execId, stream, data: data.toString('base64') }),
      };
      const { exitStatus, durationMs, timedOut, truncated, channel: kind } = await channel.run(request);
      return { exitStatus, durationMs, timedOut, truncated, channel: kind };
    });
    handle(connection, protocol.guestFollow, async ({ followId, command, channelTimeoutMs }, signal) => {
      const stop = AbortSignal.any([signal, gone]);
      const channel = await host.channel(channelTimeoutMs, stop);
      const onData = async (data: Buffer): Promise<void> => {
        await connection.sendRequest(protocol.guestFollowed, { followId, data: data.toString('base64') });
      };
      const stream = await channel.follow({ command, onData, signal: stop });
      const { exitStatus, stopped, stderr } = await stream.ended;
      return { exitStatus, stopped, stderr: stderr.toString('base64') };
    });
    handle(
      connection,
      protocol.probeRun,
      async ({ probe, channelTimeoutMs }, signal) => await host.desk.run(probe, { channelTimeoutMs, signal }),
    );
    handle(connection, protocol.unitInspect, async ({ unit }, signal) => {
      const probe = unitProbe(unit);
      host.desk.include(probe);
      return await host.desk.run(probe.id, { signal });
    });
    handle(
      connection,
      protocol.waitRun,
      async ({ wait }, signal) => await host.waits.run(wait, AbortSignal.any([signal, gone])),
    );
    handle(connection, protocol.vmStop, async ({ kill }) => {
      await host.stop({ cause: 'requested', sentence: kill ? 'Killed on request.' : 'Stopped on request.', kill });
      return host.state;
    });
    handle(connection, protocol.vmControl, async (action) => await host.controls.run(action));
    handle(
      connection,
      protocol.sshCheck,
      async ({ timeoutMs }, signal) =>
        await host.ssh.check({
          timeoutMs,
          signal: AbortSignal.any([signal, gone]),
          channel: async () => await host.channel(1),
        }),
    );
    handle(connection, protocol.saveCheckpoint, async ({ name }) => await host.checkpoints.save(name));
    handle(connection, protocol.setGraceTime, ({ graceTimeMs }) => {
      host.graceTimeMs = graceTimeMs;
      this.#grace.graceTimeMs = graceTimeMs;
      host.changed();
      return null;
    });
    handle(connection, protocol.writeReport, async () => ({ report: await host.writeReport() }));
  }
}

function handle<P, R>(
  connection: MessageConnection,
  type: RequestType<P, R, WireError>,
  handler: (params: P, signal: AbortSignal) => R | Promise<R>,
): void {
  const serve = async (params: P, token: CancellationToken): Promise<R | ResponseError<WireError>> => {
    const cancelled = new AbortController();
    const subscription = token.onCancellationRequested(() =>
      cancelled.abort(new UserError('cancelled', 'It was cancelled.')),
    );
    try {
      return await handler(params, cancelled.signal);
    } catch (error) {
      const wire = toWire(error);
      return new ResponseError(applicationError, wire.message, wire);
    } finally {
      subscription.dispose();
    }
  };
  // The library's types have a null result arrive as undefined as well; none of ours is ever undefined.
  connection.onRequest(type, serve as RequestHandler<P, R, WireError>);
}
