import { lastLine } from '../../core/common/lastLine.ts';
import { Deadline } from '../../core/common/deadline.ts';
import { messageOf } from '../../core/common/userError.ts';
import { agentDigest } from '../../core/guest/agentDigest.ts';
import { resumeAgent, type ResumedAgent } from '../../core/guest/resumeAgent.ts';
import type { Checkpoint } from '../../core/vm/checkpoint/checkpoint.ts';
import { CheckpointDamage } from '../../core/vm/checkpoint/checkpointDamage.ts';
import { checkpointKey, keyDigest } from '../../core/vm/checkpoint/checkpointKey.ts';
import type { CheckpointStore } from '../../core/vm/checkpoint/checkpointStore.ts';
import { loadMemory } from '../../core/vm/checkpoint/loadMemory.ts';
import { loadedFiles } from '../../core/vm/checkpoint/loadedFiles.ts';
import type { RunStart } from '../../core/vm/checkpoint/runStart.ts';
import type { SavedAgent } from '../../core/vm/checkpoint/savedAgent.ts';
import { UsedFiles } from '../../core/vm/checkpoint/usedFiles.ts';
import { copyOut, openVerified, readVerified } from '../../core/vm/checkpoint/verifiedCopies.ts';
import { whyUnfit } from '../../core/vm/checkpoint/whyUnfit.ts';
import type { QemuCommandLineInput } from '../../core/vm/qemuCommandLine.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { RunConsole } from '../console/runConsole.ts';
import type { HostSpec } from '../hostSpec.ts';
import { makeDisksFolder } from '../registry/makeDisksFolder.ts';
import type { VmFolder } from '../registry/vmFolder.ts';
import { machineInput } from './machineInput.ts';
import { makeMachineFiles } from './makeMachineFiles.ts';
import { type RunningMachine, startMachine } from './startMachine.ts';
import { startTrustedMachine } from './startTrustedMachine.ts';
import { warmId } from '../../core/vm/checkpoint/warmId.ts';

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
  /** Noted before it started: QEMU itself, and what the profile names. */
  readonly usedFiles: UsedFiles;
  readonly accelerator: HostSpec['accelerator'];
  readonly start: RunStart;
  /** The agent of a restored guest, that its channel is just taken up with. */
  readonly agent: { readonly saved: SavedAgent; readonly resumed: Promise<ResumedAgent> } | undefined;
}

/** A restored agent answers at once, or never. */
const resumeTimeoutMs = 10_000;

/**
 * Starts the machine as the spec wishes: by a boot, or from a checkpoint. Where that does not fit or cannot be used, by a
 * boot, which says why.
 *
 * Errors: as startMachine, and as makeMachineFiles.
 */
export async function beginMachine(options: BeginOptions): Promise<BegunMachine> {
  const { spec, folder, runFolder, console, log } = options;
  const usedFiles = new UsedFiles();
  await usedFiles.note(namedFiles(spec));
  const sought = await seek(options);
  let why: string | null;
  if ('why' in sought) why = sought.why;
  else {
    try {
      return { ...(await restore(sought, options)), usedFiles };
    } catch (error) {
      why = await giveUp(sought, error, options);
    }
  }
  if (spec.start.kind !== 'boot') log(`checkpoint: ${why ?? 'There is none yet.'} This is a boot.`);
  const trusted = await startTrustedMachine(options, async (tried, whileStarting) => {
    await makeMachineFiles(spec.profile, folder, log);
    const input = machineInput(tried, folder, runFolder);
    return await startMachine({ ...options, spec: tried, input, whileStarting });
  });
  console.hub.attach(trusted.machine.console);
  return { ...trusted, usedFiles, start: { kind: 'boot', why }, agent: undefined };
}

function namedFiles({ qemu, profile: { source, disks } }: HostSpec): readonly string[] {
  const read = source.kind === 'kernel' ? loadedFiles(source) : [source.path];
  return [qemu.path, ...read, ...disks.flatMap(({ path }) => path ?? [])];
}

interface FoundCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly input: QemuCommandLineInput;
}

/** A checkpoint that fits, or why there is none to start from; null if that is nobody's fault. */
async function seek(options: BeginOptions): Promise<FoundCheckpoint | { readonly why: string | null }> {
  const { spec, store, folder, runFolder } = options;
  if (spec.start.kind === 'boot') return { why: null };
  const input = machineInput(spec, folder, runFolder);
  const key = await checkpointKey({ input, folder: folder.path, qemu: spec.qemu, agent: agentDigest });
  const isWarm = spec.start.kind === 'warm';
  const id = spec.start.kind === 'warm' ? warmId(keyDigest(key)) : spec.start.id;
  const checkpoint = await store.get(id);
  if (checkpoint === undefined) {
    return { why: isWarm ? null : `There is no checkpoint "${id}" any more.` };
  }
  const unfit = await whyUnfit(checkpoint, { key, cacheFolder: cacheFolder() });
  if (unfit === undefined) return { checkpoint, input };
  // A warm one is made anew at the end of this boot.
  if (isWarm) await store.remove(id);
  return { why: `The checkpoint "${id}" cannot be used: ${unfit}.` };
}

type RestoredMachine = Omit<BegunMachine, 'usedFiles'>;

/**
 * Starts a machine from a checkpoint.
 *
 * Errors: CheckpointDamage, or what else kept it from that. No machine runs then; its files may be there, and part of them.
 */
async function restore({ checkpoint, input }: FoundCheckpoint, options: BeginOptions): Promise<RestoredMachine> {
  const { manifest, folder } = checkpoint;
  const history = await readVerified(folder, manifest.console);
  const memory = await openVerified(folder, manifest.memory, cacheFolder());
  try {
    makeDisksFolder(options.folder, options.log);
    await copyOut(folder, manifest.disks, options.folder.disks);
    const machine = await startMachine({ ...options, input, incoming: memory });
    try {
      return await goOn(machine, { checkpoint, history }, options);
    } catch (error) {
      machine.qemu.kill('SIGKILL');
      await machine.qemu.exited;
      throw error;
    }
  } finally {
    await memory.close();
  }
}

async function goOn(
  machine: RunningMachine,
  { checkpoint, history }: { readonly checkpoint: Checkpoint; readonly history: Buffer },
  { spec, console, store, log }: BeginOptions,
): Promise<RestoredMachine> {
  const { manifest } = checkpoint;
  const { qemu, qmp, ports, streams } = machine;
  const startedAtMs = performance.now();
  const gone = new AbortController();
  void qemu.exited.then(({ exitCode, signal, stderr }) => {
    const words = lastLine(stderr);
    gone.abort(new Error(words === '' ? `QEMU ended (${signal ?? `exit code ${String(exitCode)}`})` : words));
  });
  await loadMemory({ qemu, qmp, meanwhile: () => console.adopt(history), signal: gone.signal });
  const resume = async (saved: SavedAgent): Promise<ResumedAgent> => {
    const deadline = new Deadline('the agent', resumeTimeoutMs);
    return await resumeAgent({ agent: saved, ports, streams, deadline, signal: gone.signal });
  };
  const agent = manifest.agent === null ? undefined : { saved: manifest.agent, resumed: resume(manifest.agent) };
  // Who waits for it tells of it.
  agent?.resumed.catch(() => undefined);
  await qmp.execute('cont');
  console.hub.attach(machine.console);
  await store.noteUse(checkpoint);
  const { id, madeAt, runFolder } = manifest;
  log(`checkpoint: "${id}" of ${madeAt} restored in ${String(Math.round(performance.now() - startedAtMs))} ms`);
  return {
    machine,
    accelerator: spec.accelerator,
    start: { kind: 'checkpoint', id, madeAt, runFolder, consoleBytes: history.length },
    agent,
  };
}

/**
 * Why a boot follows. What is damaged is removed, and what a warm launch kept, since this boot keeps it anew. A checkpoint
 * that a person named outlives what is not its own fault: a full disk, a QEMU that was killed.
 */
async function giveUp(
  { checkpoint: { manifest } }: FoundCheckpoint,
  error: unknown,
  { spec, store, console }: BeginOptions,
): Promise<string> {
  const { id } = manifest;
  console.beginAnew();
  const isDamaged = error instanceof CheckpointDamage;
  const isRemoved = (isDamaged || spec.start.kind === 'warm') && (await store.remove(id).catch(() => false));
  const what = isDamaged ? `is damaged${isRemoved ? ' and was removed' : ''}` : 'could not be used';
  return `The checkpoint "${id}" ${what}: ${messageOf(error).replace(/\.$/, '')}.`;
}
