import type { Writable } from 'node:stream';
import { Interruption } from './interruption.ts';
import { Output } from './output.ts';
import { createProgram } from './program.ts';
import { reportError } from './reportError.ts';
import { splitGuestCommand } from './splitGuestCommand.ts';

/** Runs one verb to its end and answers with the exit status. Everything it printed has been handed to the system by then. */
export async function runCommandLine(
  argv: readonly string[],
  streams: { readonly stdout: Writable; readonly stderr: Writable },
): Promise<number> {
  const { own, guestCommand } = splitGuestCommand(argv);
  const interruption = new Interruption();
  const output = new Output({
    json: own.includes('--json'),
    ...streams,
    onLost: (error) => {
      interruption.outputLost(error);
    },
  });
  let exitStatus = 0;
  try {
    const program = createProgram(guestCommand, async (action) => {
      exitStatus = await action({ output, signal: interruption.signal });
    });
    await program.parseAsync([...own], { from: 'user' });
  } catch (error) {
    // What an interruption breaks off fails in many ways; the interruption is the cause of them all.
    exitStatus = reportError(output, interruption.signal.aborted ? interruption.signal.reason : error);
  } finally {
    await output.flush();
    interruption.dispose();
  }
  return interruption.exitStatus ?? exitStatus;
}
