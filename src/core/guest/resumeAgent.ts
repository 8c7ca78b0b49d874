import type { Deadline } from '../common/deadline.ts';
import { AgentChannel } from './agentChannel.ts';
import { message } from './agentProtocol.ts';
import type { GuestPorts, OpenedAgent } from './openAgent.ts';
import type { StreamPorts } from './streamPorts.ts';
import type { SavedAgent } from '../vm/checkpoint/savedAgent.ts';

/**
 * Takes up the agent of a restored guest. It proves itself with a new nonce before anything is asked; what it was busy with
 * when it was saved is ended.
 *
 * Errors: DeadlineError if it does not answer; an Error if this machine lacks its port.
 */
export async function resumeAgent(options: {
  agent: SavedAgent;
  ports: GuestPorts;
  streams: StreamPorts;
  deadline: Deadline;
  signal: AbortSignal;
}): Promise<OpenedAgent> {
  const { kind, token, requests } = options.agent;
  const port = options.ports.find((each) => each.kind === kind)?.port;
  if (port === undefined) throw new Error(`the saved agent is on the ${kind} port, which this machine lacks`);
  const streams = kind === 'virtio' ? { streams: options.streams } : {};
  const channel = new AgentChannel({ kind, port, token, ...streams });
  try {
    for (const id of requests) port.write(message(token, 'K', id));
    return { channel, consolePort: undefined, token, hello: await channel.prove(options.deadline, options.signal) };
  } catch (error) {
    channel.dispose();
    throw error;
  }
}
