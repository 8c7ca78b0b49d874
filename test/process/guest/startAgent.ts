import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { afterEach } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { Emitter } from '../../../src/core/common/event.ts';
import agentScript from '../../../src/core/guest/agent.sh';
import { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import { inlineLimitBytes } from '../../../src/core/guest/agentProtocol.ts';
import type { StreamPorts } from '../../../src/core/guest/streamPorts.ts';
import { killIfThere } from './killIfThere.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(async (cleanup) => await cleanup()));
}, 60_000);

/** The real agent under a real shell of this machine, on a socket as descriptor 3. It ends with the test. */
export async function startAgent(
  shell: readonly string[],
  guest: {
    readonly streams?: StreamPorts;
    /** Changes the agent's text: what of the guest's system it finds. */
    readonly adapt?: (script: string) => string;
    readonly environment?: Readonly<Record<string, string>>;
    /** Changes what is written to the agent. */
    readonly toAgent?: (text: string) => string;
    /** Gets the agent's process, which leads a group of its own. */
    readonly onStarted?: (pid: number) => void;
    /** Gets what closes the agent's port, after these last bytes of the session. */
    readonly onPort?: (close: (last: string) => void) => void;
  } = {},
): Promise<AgentChannel> {
  const token = randomBytes(16).toString('hex');
  const [program = 'sh', ...shellArguments] = shell;
  const prelude = `exec 6>&3\nT=${token}\nM=${inlineLimitBytes}\n`;
  const script = prelude + (guest.adapt?.(agentScript) ?? agentScript);
  const child = spawn(program, [...shellArguments, '-c', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    env: { ...process.env, ...guest.environment },
    // A group of its own, so that whatever a test left running ends with it.
    detached: true,
  });
  if (child.pid !== undefined) guest.onStarted?.(child.pid);
  const ended = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
  });
  const socket = child.stdio[3] as Duplex;
  const data = new Emitter<Buffer>();
  const closed = new Emitter<string>();
  guest.onPort?.((last) => void socket.end(last === '' ? '' : `${token}${last}`));
  socket.on('data', (chunk: Buffer) => {
    data.fire(chunk);
  });
  socket.on('close', () => {
    closed.fire('the agent ended');
  });
  const write = (text: string): void => void socket.write(guest.toAgent?.(text) ?? text);
  const port = { onData: data.event, onClosed: closed.event, write };
  const { streams } = guest;
  const channel = new AgentChannel({ kind: 'virtio', port, token, ...(streams === undefined ? {} : { streams }) });
  cleanups.push(async () => {
    channel.dispose();
    socket.destroy();
    // By itself, so that its folder goes with it.
    await new Deadline('the agent to end with its port', 30_000).race(ended).finally(() => {
      // What commands of the test have left running.
      if (child.pid !== undefined) killIfThere(-child.pid);
    });
  });
  await channel.prove(new Deadline('the agent', 60_000));
  return channel;
}
