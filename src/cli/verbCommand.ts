import { Command } from 'commander';
import { HelpShown } from './helpShown.ts';
import { usageError } from './usageError.ts';

/** A command with this program's manners: errors are thrown as UserErrors of one sentence, `--json` is always there. */
export function verbCommand(name: string, description: string): Command {
  return quietCommand(name)
    .description(description)
    .option('--json', 'print one JSON document on stdout and nothing else there');
}

/** A command that throws HelpShown or a UserError where commander would end the process. */
export function quietCommand(name: string): Command {
  const command = new Command(name);
  return command
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ helpWidth: 100 })
    .helpOption('-h, --help', 'show this help')
    .exitOverride((error) => {
      if (error.exitCode === 0) throw new HelpShown();
      throw usageError(command, error);
    });
}
