import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import type { Probe } from '../../core/probes/probe.ts';
import type { VmState } from '../../host/vmState.ts';
import { chooseVm } from '../chooseVm.ts';
import { guestTimeoutOption } from '../guestTimeoutOption.ts';
import { probeLine } from '../probeLine.ts';
import { isSatisfied, type ProbeAnswer, runProbes } from '../runProbes.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { waitForChannel } from '../waitForChannel.ts';

const defaultTimeoutSeconds = 60;

export function probeVerb(run: RunVerb): Command {
  return verbCommand('probe', 'Ask probes and file what they answer in the run folder.')
    .argument('[VM]', 'its id or the beginning of it; "." or nothing for the only one')
    .argument('[ID...]', 'the probes to ask (default: all); of a single one the output is shown')
    .addOption(guestTimeoutOption('wait so long for the guest channel').default(defaultTimeoutSeconds))
    .action(async (vm: string | undefined, ids: readonly string[], options: { timeout: number }) => {
      await run(async (context) => await probe({ vm, ids, ...options }, context));
    });
}

async function probe(
  wish: { readonly vm: string | undefined; readonly ids: readonly string[]; readonly timeout: number },
  { output, signal }: VerbContext,
): Promise<number> {
  const client = await chooseVm(wish.vm, 'boot-image probe', (sentence) => output.note(sentence));
  try {
    const probes = chooseProbes(client.state, wish.ids);
    await waitForChannel(client, new Deadline('the guest channel', wish.timeout * 1000), signal);
    const answers = await runProbes(client, probes, {
      signal,
      onAnswer: (answer) => output.line(probeLine(answer)),
    });
    signal.throwIfAborted();
    const { id, runFolder } = client.state;
    const [only] = answers;
    if (wish.ids.length === 1 && only !== undefined && 'capture' in only && !output.json) {
      await output.relayAtReadersPace(await readFile(join(runFolder, only.capture.file)));
    }
    output.document({ id, runFolder, ...documentOf(answers) });
    return answers.every(isSatisfied) ? 0 : 1;
  } finally {
    client.dispose();
  }
}

function chooseProbes(state: VmState, ids: readonly string[]): readonly Probe[] {
  const probes = state.probes.map((status) => status.probe);
  if (ids.length === 0) return probes;
  return ids.map((id) => {
    const probe = probes.find((each) => each.id === id);
    if (probe !== undefined) return probe;
    const known = probes.map((each) => each.id).join(', ');
    throw new UserError('usage', `ID expects one of the probes ${known}, got "${id}".`);
  });
}

function documentOf(answers: readonly ProbeAnswer[]): Record<string, unknown> {
  return {
    captures: answers.flatMap((answer) => ('capture' in answer ? [answer.capture] : [])),
    unanswered: answers.flatMap((answer) =>
      'error' in answer ? [{ probe: answer.probe.id, message: answer.error }] : [],
    ),
  };
}
