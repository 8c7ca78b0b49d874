import { shorten } from '../../common/shorten.ts';

/** A command of pre-nixos's events, a list of words, as a person would type it. */
export function commandText(command: unknown): string {
  return shorten(Array.isArray(command) ? command.map(String).join(' ') : String(command), 200);
}
