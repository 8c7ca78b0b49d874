import type { Deadline } from '../common/deadline.ts';
import { AgentChannel } from './agentChannel.ts';
import { message } from './agentProtocol.ts';
import type { GuestPorts, OpenedAgent } from './openAgent.ts';
import type { StreamPorts } from './streamPorts.ts';
import type { SavedAgent } from '../vm/checkpoint/savedAgent.ts';

export interface ResumedAgent extends OpenedAgent {
  /** The exit status of the guest's `date`: 0 if its clock is set. */
  readonly clockStatus: number;
}

/**
 * Takes up the agent of a restored guest. It proves itself with a new nonce before anything is asked; what it was busy with
 * when it was saved is ended. The guest believes that it is still the moment at which it was saved: its clock is set first.
 *
 * What is written is written at once, so that a machine which is just continued finds it.
 *
 * Errors: DeadlineError if it does not answer; an Error if this machine lacks its port.
 */
export async function resumeAgent(options: {
  agent: SavedAgent;
  ports: GuestPorts;
  streams: StreamPorts;
  deadline: Deadline;
  signal: AbortSignal;
}): Promise<ResumedAgent> {
  const { kind, token, requests } = options.agent;
  const port = options.ports.find((each) => each.kind === kind)?.port;
  if (port === undefined) throw new Error(`the saved agent is on the ${kind} port, which this machine lacks`);
  const streams = kind === 'virtio' ? { streams: options.streams } : {};
  const channel = new AgentChannel({ kind, port, token, ...streams });
  try {
    for (const id of requests) port.write(message(token, 'K', id));
    const clock = channel.setClock(new Date(), options.deadline);
    clock.catch(() => undefined);
    const hello = await channel.prove(options.deadline, options.signal);
    return { channel, consolePort: undefined, token, hello, clockStatus: await clock };
  } catch (error) {
    channel.dispose();
    throw error;
  }
}
