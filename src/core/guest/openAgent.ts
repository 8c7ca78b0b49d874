import { randomBytes } from 'node:crypto';
import type { OpenDoor } from '../console/login/loginOnConsole.ts';
import type { Deadline } from '../common/deadline.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import type { Event } from '../common/event.ts';
import { UserError } from '../common/userError.ts';
import type { Login } from '../image/profile.ts';
import { AgentChannel, type AgentHello } from './agentChannel.ts';
import { agentLoader, bootstrapLine } from './bootstrapScript.ts';
import type { GuestPort } from './guestPort.ts';
import type { StreamPorts } from './streamPorts.ts';

/** The ports into the guest that this VM has, best first. */
export type GuestPorts = readonly { readonly kind: 'virtio' | 'uart'; readonly port: GuestPort }[];

export interface OpenedAgent {
  readonly channel: AgentChannel;
  readonly hello: AgentHello;
  /** Of this session; whoever holds it can speak to the agent. */
  readonly token: string;
}

/**
 * Starts the agent through a shell's open door and lets it prove itself on whichever port it found.
 *
 * Errors: UserError `vm` if there is no way to become root; DeadlineError if no port answers.
 */
export async function openAgent(options: {
  door: OpenDoor;
  consoleData: Event<Buffer>;
  ports: GuestPorts;
  streams: StreamPorts;
  login: Login;
  deadline: Deadline;
  signal: AbortSignal;
}): Promise<OpenedAgent> {
  const { door, deadline, signal } = options;
  const nonce = randomBytes(6).toString('hex');
  const token = randomBytes(12).toString('hex');
  const store = new DisposableStore();
  try {
    const greeted = new Promise<GuestPorts[number]>((resolve) => {
      for (const each of options.ports) {
        // A UART brings it byte by byte.
        let recent = '';
        store.add(
          each.port.onData((data) => {
            recent = (recent + data.toString('latin1')).slice(-256);
            if (recent.includes(nonce)) resolve(each);
          }),
        );
      }
    });
    const refused = new Promise<never>((_resolve, reject) => {
      let recent = '';
      store.add(
        options.consoleData((data) => {
          recent = (recent + data.toString('latin1')).slice(-4_096);
          if (recent.includes(`+${nonce}:none:`)) reject(noWayToRoot(options.login));
        }),
      );
    });
    door.run(bootstrapLine({ nonce, login: options.login, userId: door.userId }));
    deadline.lastSaw = 'a shell, but no word on a port';
    const { kind, port } = await deadline.race(Promise.race([greeted, refused]), signal);
    const channel = new AgentChannel({
      kind,
      port,
      token,
      ...(kind === 'virtio' ? { streams: options.streams } : {}),
    });
    try {
      port.write(agentLoader(token));
      deadline.lastSaw = `the loader on the ${kind} port, but not the agent`;
      return { channel, token, hello: await channel.prove(deadline, signal) };
    } catch (error) {
      channel.dispose();
      throw error;
    }
  } finally {
    store.dispose();
  }
}

function noWayToRoot(login: Login): UserError {
  return new UserError('vm', `"${login.user ?? 'root'}" is logged in but cannot become root by sudo or su.`, {
    next: 'Set "sudoPassword" or "rootPassword" under "login" in the profile.',
  });
}
