import type { Socket } from 'node:net';
import { Deadline } from '../common/deadline.ts';
import { Emitter, type Event } from '../common/event.ts';

export interface QmpEvent {
  readonly event: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

interface QmpMessage {
  readonly QMP?: unknown;
  readonly id?: number;
  readonly return?: unknown;
  readonly error?: { readonly class: string; readonly desc: string };
  readonly event?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

const answerTimeoutMs = 10_000;

/**
 * QEMU's machine protocol: one JSON document a line (docs/interop/qmp-spec in QEMU's sources).
 *
 * Errors: a command that QEMU refuses, or does not answer in time, rejects with the command's name and QEMU's words.
 */
export class QmpClient {
  readonly #socket: Socket;
  readonly #event = new Emitter<QmpEvent>();
  readonly #waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  #nextId = 1;
  #rest = '';
  #greeted: (() => void) | undefined;

  readonly onEvent: Event<QmpEvent> = this.#event.event;

  /** Takes a fresh connection from QEMU through its greeting. */
  static async start(socket: Socket): Promise<QmpClient> {
    const client = new QmpClient(socket);
    const greeting = new Promise<void>((resolve, reject) => {
      client.#greeted = resolve;
      socket.once('close', () => reject(new Error('QEMU ended before its greeting on QMP')));
    });
    await new Deadline("QEMU's greeting on QMP", answerTimeoutMs).race(greeting);
    await client.execute('qmp_capabilities');
    return client;
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    const decoder = new TextDecoder();
    socket.on('data', (data: Buffer) => {
      const lines = (this.#rest + decoder.decode(data, { stream: true })).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') this.#take(JSON.parse(line) as QmpMessage);
    });
    // QEMU's end closes the socket; the process tells how it ended.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('QEMU ended before it answered'));
      this.#waiting.clear();
    });
  }

  async execute(command: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown> {
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    if (this.#socket.destroyed) throw new Error(`QEMU is gone; it cannot be asked for ${command}`);
    this.#socket.write(`${JSON.stringify({ execute: command, ...(parameters && { arguments: parameters }), id })}\n`);
    try {
      return await new Deadline(`QEMU's answer to ${command}`, answerTimeoutMs).race(answer);
    } catch (error) {
      throw new Error(`${command}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** A command of the human monitor, for the few questions QMP has no answer to; the text it prints. */
  async humanCommand(line: string): Promise<string> {
    return String(await this.execute('human-monitor-command', { 'command-line': line }));
  }

  #take(message: QmpMessage): void {
    if (message.QMP !== undefined) this.#greeted?.();
    else if (message.event !== undefined) {
      this.#event.fire(
        message.data === undefined ? { event: message.event } : { event: message.event, data: message.data },
      );
    } else if (message.id !== undefined) {
      const waiting = this.#waiting.get(message.id);
      if (message.error === undefined) waiting?.resolve(message.return);
      else waiting?.reject(new Error(message.error.desc));
    }
  }
}
