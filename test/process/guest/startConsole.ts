import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn as spawnPty } from 'node-pty';
import { afterEach } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { Emitter } from '../../../src/core/common/event.ts';
import { loginOnConsole } from '../../../src/core/console/login/loginOnConsole.ts';
import type { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import type { ConsoleAccess, ConsoleTurn } from '../../../src/core/guest/inband/consoleAccess.ts';
import { type GuestPorts, openAgent } from '../../../src/core/guest/openAgent.ts';
import { StreamPorts } from '../../../src/core/guest/streamPorts.ts';
import { eventually } from '../../eventually.ts';
import type { TableProcess } from '../../processTable.ts';
import { killIfThere } from './killIfThere.ts';
import { sessionProcesses } from './sessionProcesses.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(endings.splice(0).map(async (end) => await end()));
}, 60_000);

/** What the line does to what goes over it. */
export interface Line {
  readonly toHost?: (data: Buffer) => Buffer;
  readonly toGuest?: (data: Buffer) => Buffer;
}

export interface TestConsole {
  /** A second time, the first channel is given up. */
  readonly open: () => Promise<AgentChannel>;
  /** A person's keys. */
  readonly type: (keys: string) => void;
  /** Bytes on the line to the host that no frame holds. */
  readonly disturb: (text: string) => void;
  /** Every byte, as serial.log has it. */
  readonly raw: () => string;
  /** What people see. */
  readonly seen: () => string;
  /** Turns of the channel under way: 0, the console is a person's. */
  readonly turns: () => number;
  /** Pieces that the line damaged. */
  readonly damaged: () => number;
  /** What runs on it, also when it is gone. */
  readonly processes: () => TableProcess[];
  /** The console is gone: its shell is killed, its line hung up. */
  readonly close: () => Promise<void>;
  readonly log: readonly string[];
}

/** A folder for `PATH` whose `sudo` asks for nothing and changes nothing: whoever runs these tests is root enough. */
function wayToRoot(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sudo-'));
  const script = '#!/bin/sh\nwhile case $1 in -*) ;; *) false;; esac; do shift; done\nexec "$@"\n';
  writeFileSync(join(folder, 'sudo'), script, { mode: 0o755 });
  return folder;
}

/** A real shell on a real pseudoterminal in place of a guest's console; the host's end merges keys as the console hub does. */
export function startConsole(
  argv: readonly string[],
  options: {
    readonly line?: Line;
    readonly environment?: Record<string, string>;
    /** Of the VM; the guest has none of them. */
    readonly ports?: GuestPorts;
  } = {},
): TestConsole {
  const [program = '', ...rest] = argv;
  const sudo = wayToRoot();
  const environment = { PATH: process.env['PATH'] ?? '', HOME: '/tmp', LC_ALL: 'C.UTF-8', ...options.environment };
  const pty = spawnPty(program, rest, {
    env: { TERM: 'vt220', ...environment, PATH: `${sudo}:${environment.PATH}` },
    cols: 80,
    rows: 24,
    encoding: null,
  });
  const { line = {} } = options;
  let damaged = 0;
  const tampered = (data: Buffer, tamper: ((data: Buffer) => Buffer) | undefined): Buffer => {
    const result = tamper?.(data) ?? data;
    if (!result.equals(data)) damaged++;
    return result;
  };
  const data = new Emitter<Buffer>();
  const keysHeld = new Emitter<void>();
  const aborter = new AbortController();
  const log: string[] = [];
  let raw = Buffer.alloc(0);
  let seen = '';
  let decided = 0;
  let turns = 0;
  let held = '';
  const take = (chunk: Buffer): void => {
    raw = Buffer.concat([raw, chunk]);
    if (turns === 0) show(raw.length - decided);
    data.fire(chunk);
  };
  const show = (count: number): void => {
    seen += raw.toString('latin1', decided, decided + count);
    decided += count;
  };
  pty.onData((chunk) => take(tampered(chunk as unknown as Buffer, line.toHost)));
  const write = (text: string): void => {
    if (!aborter.signal.aborted) pty.write(tampered(Buffer.from(text), line.toGuest));
  };
  const ended = new Promise<void>((resolve) => {
    pty.onExit(() => resolve());
  });
  const processes = (): TableProcess[] => sessionProcesses(pty.pid);
  const close = async (): Promise<void> => {
    // Once: its number may be another's by then.
    if (!aborter.signal.aborted) pty.kill('SIGKILL');
    aborter.abort();
    await new Deadline('the terminal to end', 30_000).race(ended);
  };
  endings.push(async () => {
    await close();
    try {
      await eventually(
        { name: 'the agent to end with its console', withinMs: 30_000 },
        async () => {
          const left = processes();
          // It looks from time to time; nobody waits for that here.
          for (const { pid, name } of left) if (name === 'sleep') killIfThere(pid);
          return await Promise.resolve(left);
        },
        (left) => left.length === 0,
      );
    } finally {
      for (const { pid } of processes()) killIfThere(pid);
      rmSync(sudo, { recursive: true });
    }
  });
  const access: ConsoleAccess = {
    onData: data.event,
    onKeysHeld: keysHeld.event,
    whenFree: async () => await Promise.resolve(),
    take: (): ConsoleTurn => {
      turns++;
      let isOver = false;
      return {
        write: (text) => {
          if (!isOver) write(text);
        },
        show,
        hide: (count) => {
          decided += count;
        },
        dispose: () => {
          if (isOver) return;
          isOver = true;
          if (--turns > 0) return;
          show(raw.length - decided);
          if (held !== '') pty.write(held);
          held = '';
        },
      };
    },
    openDoor: async (turn, wish) =>
      await loginOnConsole(
        { onData: data.event, write: (text) => turn.write(text), phase: () => 'userspace' },
        {
          login: {},
          shell: wish.makeDoor === undefined ? 'wasThere' : 'isThere',
          log: (text) => void log.push(text),
          ...wish,
        },
      ),
  };
  let last: AbortController | undefined;
  const open = async (): Promise<AgentChannel> => {
    const deadline = new Deadline('the agent on the console', 90_000);
    const shell = last === undefined ? 'sought' : 'wasThere';
    last?.abort();
    last = new AbortController();
    const signal = AbortSignal.any([aborter.signal, last.signal]);
    const door = await loginOnConsole(
      { onData: data.event, write, phase: () => 'userspace' },
      { login: {}, shell, deadline, signal, log: (text) => void log.push(text) },
    );
    const { channel } = await openAgent({
      door,
      console: access,
      ports: options.ports ?? [],
      streams: new StreamPorts([]),
      login: {},
      deadline,
      signal,
      log: (text) => void log.push(text),
    });
    endings.push(async () => {
      channel.dispose();
      await Promise.resolve();
    });
    return channel;
  };
  return {
    open,
    type: (keys) => {
      if (turns === 0) {
        pty.write(keys);
        return;
      }
      held += keys;
      keysHeld.fire();
    },
    disturb: (text) => take(Buffer.from(text, 'latin1')),
    raw: () => raw.toString('latin1'),
    seen: () => seen,
    turns: () => turns,
    damaged: () => damaged,
    processes,
    close,
    log,
  };
}
