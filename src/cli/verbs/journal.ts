import type { Command } from 'commander';
import { join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import { journalFilter, type JournalWish } from '../../core/journal/journalFilter.ts';
import { journalLine } from '../../core/journal/journalText.ts';
import { followJournal } from '../../host/client/followJournal.ts';
import { waitForChannel } from '../../host/client/waitForChannel.ts';
import { chooseVm } from '../chooseVm.ts';
import { guestTimeoutOption } from '../guestTimeoutOption.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

const defaultTimeoutSeconds = 60;

interface JournalOptions extends JournalWish {
  readonly follow?: true;
  readonly timeout: number;
}

export function journalVerb(run: RunVerb): Command {
  return verbCommand('journal', "Show the guest's journal, as the run folder keeps it while the VM runs.")
    .argument('[VM]', 'its id or the beginning of it; "." or nothing for the only one')
    .option('--unit <UNIT>', 'only what this unit wrote and what is told of it (sshd, sshd.service, systemd-*)')
    .option('--priority <P>', 'only what is this grave or graver: emerg, alert, crit, err … debug, or 0 to 7')
    .option('--follow', 'go on until the VM ends; Ctrl-C leaves')
    .addOption(guestTimeoutOption('wait so long for the guest channel').default(defaultTimeoutSeconds))
    .action(async (vm: string | undefined, options: JournalOptions) => {
      await run(async (context) => await journal(vm, options, context));
    });
}

async function journal(vm: string | undefined, options: JournalOptions, context: VerbContext): Promise<number> {
  const { output, signal } = context;
  const isWanted = journalFilter(options);
  if (output.json && options.follow === true) {
    throw new UserError(
      'usage',
      'journal: --follow has no end to print one document at; it cannot be used with --json.',
      {
        next: "The run folder's journal.ndjson has a line for each entry, as they come.",
      },
    );
  }
  const client = await chooseVm(vm, 'boot-image journal', (sentence) => output.note(sentence));
  try {
    const { id, runFolder } = client.state;
    const file = join(runFolder, 'journal.ndjson');
    await waitForChannel(client, new Deadline('the guest channel', options.timeout * 1000), signal);
    const entries: unknown[] = [];
    let unreadable = 0;
    const why = await followJournal(client, {
      until: options.follow === true ? 'end' : 'now',
      onEntry: async (entry, line) => {
        if (!isWanted(entry)) return;
        if (output.json) entries.push(JSON.parse(line));
        else await output.relayAtReadersPace(Buffer.from(`${journalLine(entry)}\n`));
      },
      onUnreadable: () => unreadable++,
      signal,
    });
    if (unreadable > 0) {
      const lines = unreadable === 1 ? '1 line' : `${String(unreadable)} lines`;
      output.note(`Passed over, for being no journal entry: ${lines} of ${file}.`);
    }
    if (why !== null) throw new UserError('guest', why, { next: `Ask it yourself: boot-image exec ${id} -- dmesg` });
    output.document({ id, runFolder, file, entries });
    return 0;
  } finally {
    client.dispose();
  }
}
