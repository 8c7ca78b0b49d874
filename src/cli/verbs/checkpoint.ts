import type { Command } from 'commander';
import { formatTable } from '../../core/artefacts/formatTable.ts';
import { UserError } from '../../core/common/userError.ts';
import { checkpointStore } from '../../host/checkpoint/checkpointStore.ts';
import { chooseVm } from '../chooseVm.ts';
import { untilAborted } from '../untilAborted.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

export function checkpointVerb(run: RunVerb): Command {
  const verb = verbCommand('checkpoint', 'Save a running VM, to start from it again in about a second.');
  verb.helpCommand(false).addHelpText('after', '\nStart from one with boot-image launch --checkpoint NAME.');
  verb.addCommand(
    verbCommand('save', "save a VM as it is now; it runs on. Prints the checkpoint's name")
      .argument('[VM]', 'its id or the beginning of it; "." for the only one')
      .option('--name <NAME>', 'what it is called (default: the profile and the time)')
      .action(async (vm: string | undefined, { name }: { readonly name?: string }) => {
        await run(async (context) => await save(vm, name, context));
      }),
  );
  verb.addCommand(
    verbCommand('list', 'show the checkpoints of this user, the last used first').action(async () => {
      await run(list);
    }),
  );
  verb.addCommand(
    verbCommand('remove', 'remove one')
      .argument('<NAME>', 'as list shows it')
      .action(async (name: string) => {
        await run(async (context) => await remove(name, context));
      }),
  );
  return verb;
}

async function save(
  vm: string | undefined,
  name: string | undefined,
  { output, signal }: VerbContext,
): Promise<number> {
  const client = await chooseVm(vm, 'boot-image checkpoint', (sentence) => output.note(sentence));
  try {
    const saved = await untilAborted(client.saveCheckpoint(name), signal);
    output.document(saved);
    output.line(saved.id);
    output.note(
      `${inMib(saved.bytes)} in ${String(saved.durationMs)} ms; the VM stood still for ${String(saved.pausedMs)} ms.`,
    );
    return 0;
  } finally {
    client.dispose();
  }
}

async function list({ output }: VerbContext): Promise<number> {
  const all = await checkpointStore().list();
  output.document(
    all.map(({ manifest: { id, kind, profile, image, madeAt, runFolder, pausedMs }, bytes, usedAtMs }) => {
      const usedAt = new Date(usedAtMs).toISOString();
      return { id, kind, profile: profile.name, image, madeAt, usedAt, bytes, pausedMs, runFolder };
    }),
  );
  const rows = all.map(({ manifest: { id, profile, image, madeAt }, bytes }) => [
    id,
    profile.name,
    image,
    madeAt,
    inMib(bytes),
  ]);
  output.line(
    rows.length === 0 ? 'There is no checkpoint.' : formatTable(['Name', 'Profile', 'Image', 'Saved', 'Size'], rows),
  );
  return 0;
}

async function remove(id: string, { output }: VerbContext): Promise<number> {
  const store = checkpointStore();
  if ((await store.get(id)) === undefined || !(await store.remove(id))) {
    throw new UserError('usage', `There is no checkpoint "${id}".`, { next: 'boot-image checkpoint list shows them.' });
  }
  output.document({ removed: id });
  output.line(`Removed ${id}.`);
  return 0;
}

const inMib = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(0)} MiB`;
