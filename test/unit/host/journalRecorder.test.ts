import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AgentChannel } from '../../../src/core/guest/agentChannel.ts';
import type { GuestStreamRequest } from '../../../src/core/guest/guestStream.ts';
import { JournalRecorder } from '../../../src/host/guest/journalRecorder.ts';
import { eventually } from '../../eventually.ts';
import { temporaryFolder } from '../artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();
const entry = '{"__CURSOR":"s=1","MESSAGE":"x"}\n';

/** A guest whose journalctl writes so much and ends so. */
function channel(text: string, exitStatus: number): AgentChannel {
  const state = { kind: 'virtio', requests: [], isBroken: false };
  const follow = async ({ onData }: GuestStreamRequest): Promise<unknown> => {
    await onData(Buffer.from(text));
    state.isBroken = exitStatus === 0;
    return { ended: Promise.resolve({ exitStatus, stderr: Buffer.alloc(0), stopped: false }) };
  };
  return Object.assign(state, { follow }) as unknown as AgentChannel;
}

function recorderOf(file: string): { recorder: JournalRecorder; told: (string | undefined)[] } {
  const told: (string | undefined)[] = [];
  const recorder = new JournalRecorder({
    file,
    log: () => undefined,
    onProblem: () => undefined,
    onNone: (why) => void told.push(why),
    signal: new AbortController().signal,
  });
  recorder.want();
  return { recorder, told };
}

async function whyOf(recorder: JournalRecorder): Promise<string> {
  return await eventually(
    { name: 'why there is no journal', withinMs: 5_000 },
    () => Promise.resolve(recorder.why ?? ''),
    (why) => why !== '',
  );
}

test('an installer without journalctl that reboots into a system with one has a journal then', async () => {
  const file = join(temporary.path, 'journal.ndjson');
  const { recorder, told } = recorderOf(file);
  recorder.follow(channel('', 127));
  const why = await whyOf(recorder);
  recorder.startAnew();
  recorder.follow(channel(entry, 0));
  await recorder.end();
  expect([recorder.why, await readFile(file, 'utf8'), told]).toEqual([undefined, entry, [why, undefined]]);
});

test('a journal that could not be written is not begun again', async () => {
  const file = join(temporary.path, 'journal.ndjson');
  await writeFile(file, "somebody else's");
  const { recorder, told } = recorderOf(file);
  recorder.follow(channel(entry, 0));
  const why = await whyOf(recorder);
  recorder.startAnew();
  recorder.follow(channel(entry, 0));
  await recorder.end();
  expect([recorder.why, await readFile(file, 'utf8'), told]).toEqual([why, "somebody else's", []]);
});
