import type { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import { eventually } from '../../eventually.ts';

/** Waits until no process of this command line is left: one that was killed is gone a moment later. */
export async function endsEverywhere(channel: AgentChannel, commandLine: string): Promise<void> {
  await eventually(
    { name: `"${commandLine}" to be gone`, withinMs: 2_000 },
    async () => {
      const command = { argv: ['pgrep', '-x', '-f', commandLine] };
      return (await channel.run({ command, timeoutMs: 5_000 })).stdout.toString();
    },
    (processes) => processes === '',
  );
}
