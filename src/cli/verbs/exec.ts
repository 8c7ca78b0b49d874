import { secondsText } from '../../core/common/secondsText.ts';
import type { Command } from 'commander';
import { Deadline, DeadlineError } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import type { GuestExecResult } from '../../host/protocol/protocol.ts';
import type { VmClient } from '../../host/client/vmClient.ts';
import { chooseVm } from '../chooseVm.ts';
import { guestTimeoutOption } from '../guestTimeoutOption.ts';
import { followAndRelay } from '../followAndRelay.ts';
import { outputFields } from '../outputFields.ts';
import { reportError } from '../reportError.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { waitForChannel } from '../../host/client/waitForChannel.ts';

const defaultTimeoutSeconds = 60;

/** As timeout(1) ends. */
const timedOutStatus = 124;

interface ExecWish {
  readonly vm: string | undefined;
  readonly argv: readonly string[];
  readonly timeoutMs: number;
  readonly follow: boolean;
}

export function execVerb(guestCommand: readonly string[] | undefined, run: RunVerb): Command {
  return verbCommand(
    'exec',
    "Run a command as root in the guest; its output and exit status become this program's own.",
  )
    .usage('[options] [VM] -- COMMAND [ARGUMENT...]')
    .argument('[VM]', 'its id or the beginning of it; "." or nothing for the only one')
    .addOption(guestTimeoutOption('for the guest channel and the command together').default(defaultTimeoutSeconds))
    .option('--follow', 'show stdout as it comes, for as long as the command runs; Ctrl-C ends it in the guest too')
    .action(async (vm: string | undefined, options: { timeout: number; follow?: true }) => {
      const argv = guestCommand ?? [];
      if (argv.length === 0) {
        throw new UserError('usage', 'exec: expected `-- COMMAND` after the VM, got no command.');
      }
      await run(
        async (context) =>
          await exec({ vm, argv, timeoutMs: options.timeout * 1000, follow: options.follow === true }, context),
      );
    });
}

async function exec(wish: ExecWish, context: VerbContext): Promise<number> {
  const { output, signal } = context;
  const deadline = new Deadline('the guest channel', wish.timeoutMs);
  // The guest's stderr is relayed byte-exact: a remark of ours belongs there only if a person looks at it.
  const client = await chooseVm(wish.vm, 'boot-image exec', (sentence) => {
    if (process.stderr.isTTY) output.note(sentence);
  });
  try {
    await waitForChannel(client, deadline, signal);
    if (wish.follow) return await followAndRelay(client, { argv: wish.argv }, context);
    return await runAndRelay(client, wish, deadline.remainingMs, context);
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    reportError(output, error);
    return timedOutStatus;
  } finally {
    client.dispose();
  }
}

async function runAndRelay(
  client: VmClient,
  { argv }: ExecWish,
  timeoutMs: number,
  { output, signal }: VerbContext,
): Promise<number> {
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const take = (stream: 'stdout' | 'stderr') => (data: Buffer) => {
    if (output.json) kept[stream].push(data);
    else output.relay(stream, data);
  };
  const command = { argv };
  const onStdout = take('stdout');
  const onStderr = take('stderr');
  const result = await client.exec(command, { timeoutMs, signal, onStdout, onStderr });
  signal.throwIfAborted();
  const { exitStatus, durationMs, channel, timedOut, truncated } = result;
  output.document({
    exitStatus,
    ...outputFields('stdout', Buffer.concat(kept.stdout)),
    ...outputFields('stderr', Buffer.concat(kept.stderr)),
    durationMs,
    channel,
    timedOut,
    truncated,
  });
  return ownExitStatus(result, (sentence) => output.error(sentence));
}

function ownExitStatus(result: GuestExecResult, say: (sentence: string) => void): number {
  if (result.truncated) say('The output was too long and was cut.');
  if (!result.timedOut) return result.exitStatus;
  say(`The command was ended after ${secondsText(result.durationMs)} because its time was up.`);
  return timedOutStatus;
}
