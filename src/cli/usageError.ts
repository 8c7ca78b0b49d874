import type { Command, CommanderError } from 'commander';
import { UserError } from '../core/common/userError.ts';

/** One sentence from commander's complaint: what was wrong, what was expected, what was got. */
export function usageError(command: Command, error: CommanderError): UserError {
  // Without a verb commander shows its help as an error.
  const message = error.code === 'commander.help' ? 'no verb given' : error.message;
  const complaint = message
    .replace(/^error: /, '')
    .replace(/\n\((.*)\)$/, ' ($1)')
    .replace(/\.$/, '');
  return new UserError('usage', `${command.name()}: ${complaint}${expected(command, error)}.`, { cause: error });
}

function expected(command: Command, error: CommanderError): string {
  switch (error.code) {
    case 'commander.unknownOption':
      return `; expected one of ${command.options.map((option) => option.long).join(', ')}`;
    case 'commander.unknownCommand':
    case 'commander.help':
      return `; expected one of ${command.commands.map((verb) => verb.name()).join(', ')}`;
    case 'commander.missingArgument':
    case 'commander.optionMissingArgument':
      return ', got nothing';
    case 'commander.excessArguments':
      return `: ${command.args.map((argument) => `"${argument}"`).join(' ')}`;
    default:
      return '';
  }
}
