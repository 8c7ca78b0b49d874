import { Deadline } from '../../core/common/deadline.ts';
import { delay } from '../../core/common/delay.ts';
import { processesNaming } from '../../core/common/processesNaming.ts';

/** QEMU is told to end when its host does; it writes its disks to the end first. */
const endTimeoutMs = 5_000;
const killTimeoutMs = 5_000;
const lookAgainMs = 20;

/**
 * Ends what a killed host left running, by the VM's folder in its arguments: in order, and after that by force.
 *
 * Errors: DeadlineError if one does not even go by force.
 */
export async function endLeftovers(vmFolderPath: string): Promise<void> {
  const text = `${vmFolderPath}/`;
  send(processesNaming(text), 'SIGTERM');
  if (await untilGone(text, new Deadline('QEMU to end', endTimeoutMs))) return;
  send(processesNaming(text), 'SIGKILL');
  const deadline = new Deadline('QEMU to be gone', killTimeoutMs);
  if (!(await untilGone(text, deadline))) throw deadline.error();
}

/** They are nobody's children here: nothing tells of their end. */
async function untilGone(text: string, deadline: Deadline): Promise<boolean> {
  for (;;) {
    const pids = processesNaming(text);
    if (pids.length === 0) return true;
    deadline.lastSaw = `process ${pids.join(', ')}`;
    if (deadline.isOver) return false;
    await delay(lookAgainMs);
  }
}

function send(pids: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}
