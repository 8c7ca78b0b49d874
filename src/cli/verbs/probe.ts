import type { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import { UserError } from '../../core/common/userError.ts';
import { isPassed, type TestResult } from '../../core/artefacts/verdicts/testResult.ts';
import { testId, type VmTest } from '../../core/artefacts/verdicts/vmTest.ts';
import { runTests } from '../../host/client/runTests.ts';
import type { VmState } from '../../host/protocol/vmState.ts';
import { chooseVm } from '../chooseVm.ts';
import { guestTimeoutOption } from '../guestTimeoutOption.ts';
import { testLine } from '../testLine.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';
import { waitForChannel } from '../../host/client/waitForChannel.ts';

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
    const results = await runTests(client, probes, {
      signal,
      onResult: (result) => output.line(testLine(result)),
    });
    signal.throwIfAborted();
    const { id, runFolder } = client.state;
    const file = results[0]?.capture?.file;
    if (wish.ids.length === 1 && file !== undefined && !output.json) {
      await output.relayAtReadersPace(await readFile(join(runFolder, file)));
    }
    output.document({ id, runFolder, ...documentOf(results) });
    return results.every(isPassed) ? 0 : 1;
  } finally {
    client.dispose();
  }
}

function chooseProbes(state: VmState, ids: readonly string[]): readonly VmTest[] {
  const probes = state.probes.map(({ probe }): VmTest & { kind: 'probe' } => ({ kind: 'probe', probe }));
  if (ids.length === 0) return probes;
  return ids.map((id) => {
    const test = probes.find(({ probe }) => probe.id === id);
    if (test !== undefined) return test;
    const known = probes.map(({ probe }) => probe.id).join(', ');
    throw new UserError('usage', `ID expects one of the probes ${known}, got "${id}".`);
  });
}

function documentOf(results: readonly TestResult[]): Record<string, unknown> {
  return {
    captures: results.flatMap(({ capture }) => capture ?? []),
    unanswered: results.flatMap(({ test, verdict, capture }) =>
      verdict.state === 'errored' && capture === null ? [{ probe: testId(test), message: verdict.message }] : [],
    ),
  };
}
