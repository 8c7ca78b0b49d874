import type { Event } from '../common/event.ts';
import { UserError } from '../common/userError.ts';

/** The host's end of a virtio port that carries one command's stdout. Nothing is read from it before `resume`. */
export interface StreamPort {
  /** As the guest knows it. */
  readonly name: string;
  readonly onData: Event<Buffer>;
  pause(): void;
  resume(): void;
}

/** The stream ports of one VM: lent to one stream at a time. */
export class StreamPorts {
  readonly #count: number;
  readonly #free: StreamPort[];

  constructor(ports: readonly StreamPort[]) {
    this.#count = ports.length;
    this.#free = [...ports];
  }

  /** Errors: UserError `guest` if all are lent. */
  take(): StreamPort {
    const port = this.#free.shift();
    if (port !== undefined) return port;
    throw new UserError('guest', `All ${this.#count} ports for following commands are taken.`, {
      next: 'End one of the commands that are followed.',
    });
  }

  giveBack(port: StreamPort): void {
    port.pause();
    this.#free.push(port);
  }
}
