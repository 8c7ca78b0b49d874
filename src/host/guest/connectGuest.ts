import { loginOnConsole, type LoginOptions, type OpenDoor } from '../../core/console/login/loginOnConsole.ts';
import { Deadline } from '../../core/common/deadline.ts';
import type { BootPhase } from '../../core/console/phases/bootPhase.ts';
import { type GuestPorts, openAgent, type OpenedAgent } from '../../core/guest/openAgent.ts';
import type { StreamPorts } from '../../core/guest/streamPorts.ts';
import type { ConsoleHub } from '../console/consoleHub.ts';
import { ConsoleTurns } from '../console/consoleTurns.ts';

export interface ConnectOptions extends Pick<LoginOptions, 'login' | 'shell' | 'deadline' | 'signal' | 'log'> {
  readonly hub: ConsoleHub;
  readonly ports: GuestPorts;
  readonly streams: StreamPorts;
  readonly phase: () => BootPhase;
  /** Something is typed on the console. */
  readonly onTyping: () => void;
  /** A shell has proven itself there. */
  readonly onShell: (door: OpenDoor) => void;
}

/** From a proven shell to a proven agent; under emulation it takes about half a second, on the console two. */
const agentTimeoutMs = 60_000;

/**
 * Logs in on the console and starts the agent. While it types, a person's keys are held back.
 *
 * Errors: as loginOnConsole and openAgent.
 */
export async function connectGuest(options: ConnectOptions): Promise<OpenedAgent> {
  const { hub, ports, streams, login, shell, deadline, signal, phase, log } = options;
  const typing = hub.automation();
  try {
    const console = {
      onData: hub.onData,
      phase,
      write: (data: string) => {
        options.onTyping();
        typing.write(data);
      },
    };
    const door = await loginOnConsole(console, { login, shell, deadline, signal, log });
    log(`login: a shell of user ${door.userId} (${door.shell || 'unknown shell'}) on ${door.terminal}`);
    options.onShell(door);
    const agentDeadline = new Deadline('the agent', Math.min(agentTimeoutMs, Math.max(deadline.remainingMs, 1)));
    const turns = new ConsoleTurns({ hub, login, phase, log });
    signal.addEventListener('abort', () => turns.dispose(), { once: true });
    return await openAgent({ door, console: turns, ports, streams, login, deadline: agentDeadline, signal, log });
  } finally {
    typing.dispose();
  }
}
