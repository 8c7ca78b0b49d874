import type { Command } from 'commander';
import { chooseVm } from '../chooseVm.ts';
import { stopVm } from '../stopVm.ts';
import { untilAborted } from '../untilAborted.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

export function stopVerb(run: RunVerb): Command {
  return verbCommand(
    'stop',
    'Stop a VM in order: power off, then ever harder; settles when its run folder is complete.',
  )
    .argument('[VM]', 'its id or the beginning of it; "." or nothing for the only one')
    .option('--kill', 'at once, without asking the guest')
    .action(async (vm: string | undefined, options: { kill?: true }) => {
      await run(async (context) => await stop(vm, options.kill === true ? 'kill' : 'inOrder', context));
    });
}

async function stop(
  vm: string | undefined,
  manner: 'inOrder' | 'kill',
  { output, signal }: VerbContext,
): Promise<number> {
  const client = await chooseVm(vm, 'boot-image stop', (sentence) => output.note(sentence));
  try {
    const { id, runFolder, end } = await untilAborted(stopVm(client, manner), signal);
    output.document({ id, runFolder, end });
    output.line(`VM ${id}: ${end?.sentence ?? 'stopped.'}`);
    output.line(`Run folder: ${runFolder}`);
    return 0;
  } finally {
    client.dispose();
  }
}
