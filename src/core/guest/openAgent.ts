import { randomBytes } from 'node:crypto';
import type { OpenDoor } from '../console/login/loginOnConsole.ts';
import type { Deadline } from '../common/deadline.ts';
import { DisposableStore } from '../common/disposableStore.ts';
import type { Login } from '../image/profile/profile.ts';
import { AgentChannel, type AgentHello } from './agentChannel.ts';
import { agentLoader, bootstrapLine } from './bootstrapScript.ts';
import type { GuestPort } from './guestPort.ts';
import type { ConsoleAccess, ConsoleTurn } from './inband/consoleAccess.ts';
import { ConsolePort } from './inband/consolePort.ts';
import { noWayToRoot } from './noWayToRoot.ts';
import type { StreamPorts } from './streamPorts.ts';

/**
 * A guest that cannot open a port says so, but not that nothing comes through it: after this time the console is used. A busy
 * emulated guest may need half of it.
 */
const greetingMs = 45_000;

/** The ports into the guest that this VM has, best first. */
export type GuestPorts = readonly { readonly kind: 'virtio' | 'uart'; readonly port: GuestPort }[];

export interface OpenedAgent {
  readonly channel: AgentChannel;
  readonly hello: AgentHello;
  /** The port, if it is the console. */
  readonly consolePort: ConsolePort | undefined;
  /** Of this session; whoever holds it can speak to the agent. */
  readonly token: string;
}

/**
 * Starts the agent through a shell's open door and lets it prove itself on the first port that the guest has too, or on the
 * console.
 *
 * Errors: UserError `vm` if there is no way to become root; DeadlineError if the guest is silent.
 */
export async function openAgent(options: {
  door: OpenDoor;
  console: ConsoleAccess;
  ports: GuestPorts;
  streams: StreamPorts;
  login: Login;
  deadline: Deadline;
  signal: AbortSignal;
  log: (line: string) => void;
}): Promise<OpenedAgent> {
  const { deadline, signal } = options;
  const token = randomBytes(12).toString('hex');
  const { kind, port } = await openPort(options);
  const channel = new AgentChannel({ kind, port, token, ...(kind === 'virtio' ? { streams: options.streams } : {}) });
  const consolePort = port instanceof ConsolePort ? port : undefined;
  try {
    port.write(agentLoader(token));
    deadline.lastSaw = `the loader on the ${kind} port, but not the agent`;
    return { channel, consolePort, token, hello: await channel.prove(deadline, signal) };
  } catch (error) {
    channel.dispose();
    consolePort?.dispose();
    throw error;
  }
}

interface OpenPort {
  readonly kind: 'virtio' | 'uart' | 'console';
  readonly port: GuestPort;
}

async function openPort(options: Parameters<typeof openAgent>[0]): Promise<OpenPort> {
  const { ports, console, deadline, signal, log } = options;
  let { door } = options;
  if (ports.length > 0) {
    const port = await greetingPort(options);
    if (port !== undefined) return port;
    log('channel: the guest has neither a virtio port nor a second UART; using the console');
  }
  const turn = console.take();
  if (ports.length > 0) door = await openDoorAgain(turn, options);
  deadline.lastSaw = 'a shell, but no word on the console';
  const { login } = options;
  const port = await ConsolePort.install({ access: console, turn, door, login, deadline, signal, log });
  return { kind: 'console', port };
}

/** Shown as a login is. */
async function openDoorAgain(turn: ConsoleTurn, options: Parameters<typeof openAgent>[0]): Promise<OpenDoor> {
  const { console, deadline, signal } = options;
  const shown = console.onData((data) => turn.show(data.length));
  try {
    return await console.openDoor(turn, { deadline, signal });
  } catch (error) {
    turn.dispose();
    throw error;
  } finally {
    shown.dispose();
  }
}

/** The port on which the loader speaks; undefined: the guest has none of them. */
async function greetingPort(options: Parameters<typeof openAgent>[0]): Promise<OpenPort | undefined> {
  const { door, ports, console, login, deadline, signal } = options;
  const nonce = randomBytes(6).toString('hex');
  const store = new DisposableStore();
  try {
    const greeted = new Promise<OpenPort>((resolve) => {
      for (const each of ports) {
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
    const refused = new Promise<undefined>((resolve, reject) => {
      let recent = '';
      store.add(
        console.onData((data) => {
          recent = (recent + data.toString('latin1')).slice(-4_096);
          if (recent.includes(`+${nonce}:none:`)) reject(noWayToRoot(login));
          if (recent.includes(`+${nonce}:noport:`)) resolve(undefined);
        }),
      );
      const timer = setTimeout(() => resolve(undefined), Math.min(greetingMs, deadline.remainingMs / 2));
      store.onDispose(() => clearTimeout(timer));
    });
    door.run(bootstrapLine({ nonce, login, userId: door.userId, terminal: door.terminal }));
    deadline.lastSaw = 'a shell, but no word on a port';
    return await deadline.race(Promise.race([greeted, refused]), signal);
  } finally {
    store.dispose();
  }
}
