import { shorten } from '../common/shorten.ts';
import { visibleText } from '../common/visibleText.ts';
import type { GuestAnswer } from '../guest/guestChannel.ts';

/** The first line that a command wrote on stderr and its exit status, in a few words; undefined if it exited with 0. */
export function complaintOf(answer: GuestAnswer): string | undefined {
  if (answer.exitStatus === 0) return undefined;
  const status = `exit status ${answer.exitStatus}`;
  const firstLine = answer.stderr.subarray(0, 1024).toString('utf8').trim().split(/\r?\n/)[0] ?? '';
  return firstLine === '' ? status : `${shorten(visibleText(firstLine, 'nothing'), 200)} (${status})`;
}
