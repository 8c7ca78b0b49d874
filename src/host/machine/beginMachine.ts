import { rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Deadline } from '../../core/common/deadline.ts';
import { messageOf } from '../../core/common/userError.ts';
import { agentDigest } from '../../core/guest/agentDigest.ts';
import { resumeAgent, type ResumedAgent } from '../../core/guest/resumeAgent.ts';
import type { Checkpoint } from '../../core/vm/checkpoint/checkpoint.ts';
import { checkpointKey, keyDigest } from '../../core/vm/checkpoint/checkpointKey.ts';
import type { CheckpointStore } from '../../core/vm/checkpoint/checkpointStore.ts';
import { loadMemory } from '../../core/vm/checkpoint/loadMemory.ts';
import type { RunStart } from '../../core/vm/checkpoint/runStart.ts';
import type { SavedAgent } from '../../core/vm/checkpoint/savedAgent.ts';
import { copyOut, openVerified, readVerified } from '../../core/vm/checkpoint/verifiedCopies.ts';
import { whyUnfit } from '../../core/vm/checkpoint/whyUnfit.ts';
import type { QemuCommandLineInput } from '../../core/vm/qemuCommandLine.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { RunConsole } from '../console/runConsole.ts';
import type { HostSpec } from '../hostSpec.ts';
import type { RunningMachine } from './startMachine.ts';
import { startTrustedMachine, type TrustedMachine } from './startTrustedMachine.ts';
import { removeDisks } from '../registry/removeDisks.ts';
import type { VmFolder } from '../registry/vmFolder.ts';

interface BeginOptions {
  readonly spec: HostSpec;
  readonly folder: VmFolder;
  readonly runFolder: string;
  readonly console: RunConsole;
  readonly store: CheckpointStore;
  readonly log: (line: string) => void;
  /** As startMachine's. */
  readonly whileStarting: () => void;
}

export interface BegunMachine {
  readonly machine: RunningMachine;
  readonly accelerator: HostSpec['accelerator'];
  readonly start: RunStart;
  /** The agent of a restored guest, that its channel is just taken up with. */
  readonly agent: { readonly saved: SavedAgent; readonly resumed: Promise<ResumedAgent> } | undefined;
}

/** A restored agent answers at once, or never. */
const resumeTimeoutMs = 10_000;

/**
 * Starts the machine as the spec wishes: by a boot, or from a checkpoint. Where that does not fit or is damaged, by a boot,
 * which says why.
 *
 * Errors: as startTrustedMachine.
 */
export async function beginMachine(options: BeginOptions): Promise<BegunMachine> {
  const { spec, console, log } = options;
  let sought = { why: null } as Sought;
  let trusted: TrustedMachine | undefined;
  try {
    trusted = await startTrustedMachine({
      ...options,
      incoming: async (input) => {
        sought = await seek(input, options);
        return 'why' in sought ? undefined : sought.memory;
      },
    });
    if ('checkpoint' in sought) return await restore(trusted, sought, options);
  } catch (error) {
    // What keeps QEMU from starting is not the checkpoint's fault.
    if (!('checkpoint' in sought) || trusted === undefined) throw error;
    const { id } = sought.checkpoint.manifest;
    trusted.machine.qemu.kill('SIGKILL');
    await trusted.machine.qemu.exited;
    removeDisks(options.folder);
    rmSync(join(options.folder.path, 'tpm'), { recursive: true, force: true });
    await options.store.remove(id);
    console.beginAnew();
    sought = { why: damaged(id, error) };
    trusted = await startTrustedMachine({ ...options, incoming: () => Promise.resolve(undefined) });
  }
  const why = 'why' in sought ? sought.why : null;
  if (spec.start.kind !== 'boot') log(`checkpoint: ${why ?? 'There is none yet.'} This is a boot.`);
  console.hub.attach(trusted.machine.console);
  return { ...trusted, start: { kind: 'boot', why }, agent: undefined };
}

/** A checkpoint with what its console had shown, or why there is none to start from; null if that is nobody's fault. */
type Sought = FoundCheckpoint | { readonly why: string | null };

interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly history: Buffer;
  readonly memory: FileHandle;
}

const damaged = (id: string, error: unknown): string =>
  `The checkpoint "${id}" is damaged and was removed: ${messageOf(error)}.`;

async function seek(input: QemuCommandLineInput, options: BeginOptions): Promise<Sought> {
  const { spec, store, folder } = options;
  if (spec.start.kind === 'boot') return { why: null };
  const key = await checkpointKey({ input, folder: folder.path, qemu: spec.qemu, agent: agentDigest });
  const isWarm = spec.start.kind === 'warm';
  const id = spec.start.kind === 'warm' ? warmId(keyDigest(key)) : spec.start.id;
  const checkpoint = await store.get(id);
  if (checkpoint === undefined) {
    return { why: isWarm ? null : `There is no checkpoint "${id}" any more.` };
  }
  const unfit = await whyUnfit(checkpoint, { key, cacheFolder: cacheFolder() });
  if (unfit === undefined) {
    try {
      const { disks, memory, console } = checkpoint.manifest;
      await copyOut(checkpoint.folder, disks, folder.disks);
      const history = await readVerified(checkpoint.folder, console);
      return { checkpoint, history, memory: await openVerified(checkpoint.folder, memory, cacheFolder()) };
    } catch (error) {
      await store.remove(id);
      return { why: damaged(id, error) };
    }
  }
  // A warm one is made anew at the end of this boot.
  if (isWarm) await store.remove(id);
  return { why: `The checkpoint "${id}" cannot be used: ${unfit}.` };
}

export const warmId = (digest: string): string => `warm-${digest}`;

async function restore(
  { machine, accelerator }: TrustedMachine,
  { checkpoint, history }: FoundCheckpoint,
  options: BeginOptions,
): Promise<BegunMachine> {
  const { console, store, log } = options;
  const { manifest } = checkpoint;
  const startedAtMs = performance.now();
  const gone = new AbortController();
  void machine.qemu.exited.then(({ stderr }) => {
    gone.abort(new Error(stderr.trim().split('\n').at(-1) ?? 'QEMU ended'));
  });
  await loadMemory({ qmp: machine.qmp, meanwhile: () => console.adopt(history), signal: gone.signal });
  const { ports, streams } = machine;
  const resume = async (saved: SavedAgent): Promise<ResumedAgent> => {
    const deadline = new Deadline('the agent', resumeTimeoutMs);
    return await resumeAgent({ agent: saved, ports, streams, deadline, signal: gone.signal });
  };
  const agent = manifest.agent === null ? undefined : { saved: manifest.agent, resumed: resume(manifest.agent) };
  // Who waits for it tells of it.
  agent?.resumed.catch(() => undefined);
  await machine.qmp.execute('cont');
  console.hub.attach(machine.console);
  await store.noteUse(checkpoint);
  const { id, madeAt, runFolder } = manifest;
  log(`checkpoint: "${id}" of ${madeAt} restored in ${String(Math.round(performance.now() - startedAtMs))} ms`);
  return {
    machine,
    accelerator,
    start: { kind: 'checkpoint', id, madeAt, runFolder, consoleBytes: history.length },
    agent,
  };
}
