import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { UserError } from '../../../src/core/common/userError.ts';
import type { GuestAnswer, GuestChannel, GuestRequest } from '../../../src/core/guest/guestChannel.ts';

export interface LocalChannelOptions {
  /** The only folder that commands are found in besides the system's own, before those. */
  readonly binaries?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A guest channel to this machine: real commands in a real shell, killed with their children when the time is up. */
export class LocalChannel implements GuestChannel {
  readonly kind = 'virtio';
  readonly scripts: string[] = [];
  /** Makes every command fail as a channel does that is gone. */
  gone = false;
  readonly #options: LocalChannelOptions;

  constructor(options: LocalChannelOptions = {}) {
    this.#options = options;
  }

  async run(request: GuestRequest): Promise<GuestAnswer> {
    if (this.gone) throw new UserError('guest', 'The guest channel is gone.');
    const { command, timeoutMs, maxBytes = 64 * 1024 * 1024 } = request;
    const argv = 'argv' in command ? command.argv : ['sh', '-c', command.script];
    this.scripts.push(argv.at(-1) ?? '');
    const path = [this.#options.binaries, process.env['PATH'] ?? ''].filter((part) => part !== undefined).join(':');
    const startedAt = new Date();
    const child = spawn(argv[0] ?? '', argv.slice(1), {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...this.#options.environment, PATH: path },
    });
    const kill = (): void => void process.kill(-(child.pid ?? 0), 'SIGKILL');
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, timeoutMs);
    request.signal?.addEventListener('abort', kill, { once: true });
    const ended = new Promise<number>((resolve) => {
      child.once('close', (code) => resolve(code ?? 137));
    });
    const [stdout, stderr, exitStatus] = await Promise.all([buffer(child.stdout), buffer(child.stderr), ended]);
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', kill);
    request.signal?.throwIfAborted();
    return {
      stdout: stdout.subarray(0, maxBytes),
      stderr,
      exitStatus,
      startedAt,
      durationMs: Date.now() - startedAt.getTime(),
      timedOut,
      truncated: stdout.length > maxBytes,
      channel: this.kind,
    };
  }
}
