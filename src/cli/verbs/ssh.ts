import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Command } from 'commander';
import { sshArguments } from '../../core/ssh/sshArguments.ts';
import { shellLine } from '../../core/common/shellLine.ts';
import { chooseVm } from '../chooseVm.ts';
import { guestTimeoutOption } from '../guestTimeoutOption.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

interface SshOptions {
  readonly print?: true;
  /** Seconds. */
  readonly timeout: number;
}

const defaultTimeoutSeconds = 60;

export function sshVerb(run: RunVerb): Command {
  return verbCommand('ssh', "Open SSH to a VM with the key of its run, which the guest is given if it doesn't have it.")
    .argument('[VM]', 'its id or the beginning of it; "." or nothing for the only one')
    .option('--print', 'print the command when it works, and do not run it')
    .addOption(guestTimeoutOption('wait so long for SSH to answer').default(defaultTimeoutSeconds))
    .action(async (vm: string | undefined, options: SshOptions) => {
      await run(async (context) => await ssh(vm, options, context));
    });
}

async function ssh(vm: string | undefined, options: SshOptions, { output, signal }: VerbContext): Promise<number> {
  const client = await chooseVm(vm, 'boot-image ssh', (sentence) => output.note(sentence));
  try {
    const access = await client.checkSsh({ timeoutMs: options.timeout * 1000, signal });
    const argv = sshArguments(access);
    output.document({ id: client.state.id, ...access, argv: ['ssh', ...argv] });
    if (options.print === true) output.line(shellLine(['ssh', ...argv]));
    if (options.print === true || output.json) return 0;
    // The terminal is ssh's alone until it ends; the VM has a client for as long.
    const child = spawn('ssh', argv, { stdio: 'inherit' });
    const [exitStatus] = (await once(child, 'close')) as [number | null];
    return exitStatus ?? 1;
  } finally {
    client.dispose();
  }
}
