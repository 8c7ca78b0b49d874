import { type Command, Option } from 'commander';
import { join } from 'node:path';
import type { VmClient } from '../../host/client/vmClient.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { chooseVm } from '../chooseVm.ts';
import { followConsole } from '../followConsole.ts';
import { TerminalSession } from '../terminalSession.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { waitForEnd } from '../waitForEnd.ts';

const starts = ['beginning', 'live'] as const;
type Start = (typeof starts)[number];

export function attachVerb(run: RunVerb): Command {
  return verbCommand(
    'attach',
    "Give the VM's console in this terminal: what it wrote so far, then live; Ctrl-] leaves. Without a terminal the console is written to stdout until the VM ends.",
  )
    .argument('[VM]', 'its id or the beginning of it; "." or nothing for the only one')
    .addOption(new Option('--from <START>', 'where to begin').choices(starts).default('beginning'))
    .action(async (vm: string | undefined, options: { readonly from: Start }) => {
      await run(async (context) => await attach(vm, options.from, context));
    });
}

async function attach(vm: string | undefined, from: Start, context: VerbContext): Promise<number> {
  const { output, signal } = context;
  const client = await chooseVm(vm, 'boot-image attach', (sentence) => output.note(sentence));
  try {
    const offset = from === 'live' ? client.state.consoleBytes : 0;
    const interactive = process.stdin.isTTY && process.stdout.isTTY && !output.json;
    const end = interactive ? await converse(client, offset, context) : await follow(client, offset, context);
    signal.throwIfAborted();
    const state = end.left ? client.state : await waitForEnd(client, signal);
    const { id, runFolder } = state;
    const serialLog = join(runFolder, 'serial.log');
    output.document({ id, runFolder, serialLog, from: offset, to: end.offset, end: state.end });
    output.note(end.left ? `Left VM ${id}; it runs on.` : endSentence(state));
    return 0;
  } finally {
    client.dispose();
  }
}

interface AttachEnd {
  readonly offset: number;
  /** The person left; otherwise the VM ended. */
  readonly left: boolean;
}

/** With `--json` the bytes stay in serial.log, which the document names. */
async function follow(client: VmClient, offset: number, { output, signal }: VerbContext): Promise<AttachEnd> {
  const take = async (data: Buffer): Promise<void> => {
    if (!output.json) await output.relayAtReadersPace(data);
  };
  return { offset: await followConsole(client, { offset, signal, take }), left: false };
}

async function converse(client: VmClient, offset: number, { output, signal }: VerbContext): Promise<AttachEnd> {
  output.note(`VM ${client.state.id} (${client.state.profile}). Ctrl-] leaves; the VM runs on.`);
  const session = new TerminalSession(client, process.stdin, process.stdout);
  try {
    const replayBytes = client.state.consoleBytes - offset;
    if (replayBytes === 0) session.endReplay();
    let shown = 0;
    const reached = await followConsole(client, {
      offset,
      signal: AbortSignal.any([signal, session.left]),
      take: async (data) => {
        session.replay(data.subarray(0, Math.max(0, replayBytes - shown)));
        await output.relayAtReadersPace(data);
        if (shown < replayBytes && shown + data.length >= replayBytes) session.endReplay();
        shown += data.length;
      },
    });
    return { offset: reached, left: session.left.aborted };
  } finally {
    session.dispose();
  }
}

function endSentence({ id, end }: VmState): string {
  return end === null ? `VM ${id}: its VM host ended.` : `VM ${id}: ${end.sentence}`;
}
