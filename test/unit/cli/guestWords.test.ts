import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { Output } from '../../../src/cli/output.ts';
import { printRun } from '../../../src/cli/printRun.ts';
import type { RunSummary } from '../../../src/cli/readRun.ts';
import { reportBoot } from '../../../src/cli/reportBoot.ts';
import { reportError } from '../../../src/cli/reportError.ts';
import { UserError } from '../../../src/core/common/userError.ts';
import type { VmClient } from '../../../src/host/client/vmClient.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';
import { vmState } from '../host/vmState.ts';

const panic = 'Kernel panic - not syncing: a\u009b31mb\u202ec';
const shown = 'Kernel panic - not syncing: a\\u{9b}31mb\\u{202e}c';

async function printed(print: (output: Output) => void): Promise<string> {
  const stream = new PassThrough();
  print(new Output({ json: false, stdout: stream, stderr: stream, onLost: () => undefined }));
  stream.end();
  return await text(stream);
}

const failures: VmState['failures'] = [
  { kind: 'kernelPanic', severity: 'fatal', title: panic, trace: [], byteStart: 0, byteEnd: 1 },
];

it.each<readonly [what: string, print: (output: Output) => void]>([
  ['the result of a run', (output) => printRun({ ...noRun, result: panic }, output)],
  [
    'a failure on the console',
    (output) => {
      const client = { state: vmState({ failures }), onStateChanged: () => ({ dispose: () => undefined }) };
      reportBoot(client as unknown as VmClient, output).dispose();
    },
  ],
  ['an error', (output) => void reportError(output, new UserError('vm', panic))],
  ['an error of our own', (output) => void reportError(output, new Error(panic))],
])('what a guest wrote does nothing to the terminal: %s', async (_what, print) => {
  const all = await printed(print);
  expect(all).toContain(shown);
  expect(all).not.toMatch(/[\u0080-\u009f\u202a-\u202e]/);
});

const noRun: RunSummary = {
  runFolder: '/run',
  outcome: 'failed',
  result: '',
  phases: [],
  captures: [],
  missing: [],
  waits: [],
  findings: [],
  failures: [],
  end: null,
};
