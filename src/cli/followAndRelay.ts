import { UserError } from '../core/common/userError.ts';
import type { GuestCommand } from '../core/guest/guestChannel.ts';
import type { VmClient } from '../host/client/vmClient.ts';
import type { VerbContext } from './verbContext.ts';

/** The channel is there already; it may only have been lost in between. */
const channelTimeoutMs = 10_000;

/**
 * Relays what a command writes for as long as it runs, at the pace of whoever reads it here. Its stderr comes at its end.
 * The exit status is the command's own.
 */
export async function followAndRelay(
  client: VmClient,
  command: GuestCommand,
  { output, signal }: VerbContext,
): Promise<number> {
  if (output.json) {
    throw new UserError('usage', 'exec: --follow has no end to print one document at; it cannot be used with --json.');
  }
  const { exitStatus, stderr } = await client.follow(command, {
    channelTimeoutMs,
    signal,
    onStdout: async (data) => await output.relayAtReadersPace(data),
  });
  output.relay('stderr', stderr);
  signal.throwIfAborted();
  return exitStatus;
}
