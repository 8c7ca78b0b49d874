import type { VmState } from '../host/vmState.ts';
import { channelWord } from './channelWord.ts';

/** One VM as `list` and `launch` print it with `--json`. */
export interface VmSummary {
  readonly id: string;
  readonly profile: string;
  readonly image: string;
  /** `unknown`: its VM host does not answer. */
  readonly phase: string;
  readonly channel: string;
  readonly runFolder: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly accelerator: string;
  readonly hostPid: number;
  readonly qemuPid: number | null;
  readonly consoleBytes: number;
}

export function vmSummary(state: VmState): VmSummary {
  const { id, profile, image, phase, runFolder, startedAt, hostPid, qemuPid, consoleBytes } = state;
  const channel = channelWord(state.channel);
  const accelerator = state.accelerator.kind;
  return { id, profile, image, phase, channel, runFolder, startedAt, accelerator, hostPid, qemuPid, consoleBytes };
}
