import type { VmState } from '../../host/protocol/vmState.ts';
import { oneLine } from '../text/oneLine.ts';

/** The last lines of a console whose VM has ended: how it ended and where everything is kept. */
export function footerText(state: VmState): string {
  const how = oneLine(state.end?.sentence ?? 'The VM host is gone.');
  // Leaves the alternate screen, ends colours and other character sets, shows the cursor; then starts a line of its own.
  // Not ?1049l: xterm.js then also restores a saved cursor, and the footer would stand in the middle of the last words.
  return `\x1b[?47l\x1b[0m\x1b(B\x0f\x1b[?25h\r\n\x1b[2m[Boot Image VM: ${how} Everything is kept in ${oneLine(state.runFolder, 500)}]\x1b[22m\r\n`;
}
