import { shellLine } from '../common/shellLine.ts';
import type { GuestCommand } from './guestChannel.ts';

/**
 * What the host and the agent (agent.sh) say to each other. Each message is a line that starts with the session's token;
 * some are followed by data of a length that the line names. The token and the ids are unguessable, so output that holds
 * messages of its own is only output.
 *
 * Host to guest:
 *   R id lines length     run the script that follows          W id    where is its answer?
 *   S id port lines length  run it, stdout to a virtio port    K id    kill it and its children
 *   P id o|e index size   send a piece of its output again     F id …  forget
 *   Z id status           answer with what is there by now     H nonce prove yourself          Q end
 *   C seconds             set the clock
 * Guest to host:
 *   A length lines id status …, so many lines `digest size file`, `.`, small outputs
 *   L length id status size size     sizes alone: fetch the pieces    X id why   it could not be done
 *   P id o|e index size digest size file, the piece                   U id       unknown
 *   H nonce bootId algorithm                                          N          no folder to write to
 *   C status                         of setting the clock
 * The length is that of the words ` id status …`, each with its space, and of the lines: a UART may lose any of them. An id
 * has twelve characters.
 * On the port of a stream (streamDecoder.ts):
 *   B id, everything that the command writes, the character 1, E id
 */

/** Outputs up to this many bytes come with the answer; larger ones are fetched in pieces. */
export const inlineLimitBytes = 65_536;
export const pieceSizeBytes = 1_048_576;

export type OutputStream = 'o' | 'e';

export function runMessage(token: string, id: string, script: string): string {
  return `${token} R ${id} ${scriptMessage(script)}`;
}

export function streamMessage(token: string, id: string, port: string, script: string): string {
  return `${token} S ${id} ${port} ${scriptMessage(script)}`;
}

export function pieceMessage(token: string, piece: { id: string; stream: OutputStream; index: number }): string {
  return `${token} P ${piece.id} ${piece.stream} ${piece.index} ${pieceSizeBytes}\n`;
}

export function message(token: string, ...words: readonly (string | number)[]): string {
  return `${token} ${words.join(' ')}\n`;
}

/** The script that runs a command. An argument vector replaces the shell, which saves a process. */
export function scriptOf(command: GuestCommand): string {
  if ('script' in command) return command.script;
  return `exec ${shellLine(command.argv)}`;
}

/** Lines and length let the agent notice a damaged request before it runs. */
function scriptMessage(script: string): string {
  const text = script.endsWith('\n') ? script : `${script}\n`;
  const lines = text.split('\n').length - 1;
  return `${lines} ${Buffer.byteLength(text)}\n${text}`;
}
