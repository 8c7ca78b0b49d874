import type { ActiveForward } from '../core/vm/machineState.ts';
import type { RunStart } from '../core/vm/checkpoint/runStart.ts';
import type { VmState } from '../host/protocol/vmState.ts';
import { channelWord } from './channelWord.ts';

/** One VM as `list` and `launch` print it with `--json`. */
export interface VmSummary {
  readonly id: string;
  readonly profile: string;
  readonly image: string;
  /** `unknown`: its VM host does not answer. */
  readonly phase: string;
  readonly channel: string;
  /** Null: its VM host does not answer. */
  readonly machine: 'running' | 'paused' | null;
  /** The folder for want of room in which QEMU has paused it; null: there is room, as far as is known. */
  readonly noRoomIn: string | null;
  /** ISO 8601, UTC: since when the guest has not answered anything; null while it does, and without a channel. */
  readonly silentSince: string | null;
  readonly runFolder: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** How the run began; null: its VM host does not answer. */
  readonly start: RunStart | null;
  readonly accelerator: string;
  readonly hostPid: number;
  readonly qemuPid: number | null;
  readonly consoleBytes: number;
  /** Ports of 127.0.0.1 that lead into the guest. */
  readonly forwards: readonly ActiveForward[];
}

export function vmSummary(state: VmState): VmSummary {
  const { id, profile, image, phase, runFolder, startedAt, start, hostPid, qemuPid, consoleBytes } = state;
  const channel = channelWord(state.channel);
  const accelerator = state.accelerator.kind;
  const { forwards, running: machine, noRoomIn = null } = state.machine;
  const silentSince = (state.channel.state === 'ready' ? state.channel.silentSince : undefined) ?? null;
  const facts = { id, profile, image, phase, channel, machine, noRoomIn, silentSince, runFolder, startedAt, start };
  return { ...facts, accelerator, hostPid, qemuPid, consoleBytes, forwards };
}
