import { UserError } from '../../common/userError.ts';
import { acceleratorDoor } from './acceleratorDoor.ts';
import { AcceleratorMemory, type AcceleratorVerdict } from './acceleratorMemory.ts';
import { runAcceleratorTrial } from './acceleratorTrial.ts';
import { findQemu, type QemuFacts } from '../findQemu.ts';
import type { AcceleratorChoice } from '../profile/profile.ts';
import { tcgCpuModel } from './tcgCpuModel.ts';

/** What a VM runs on, and why, for people: `KVM passed its trial in 0.1 s`. */
export interface AcceleratorDecision {
  readonly kind: 'kvm' | 'hvf' | 'tcg';
  /** For QEMU's `-cpu`. */
  readonly cpuModel: string;
  readonly why: string;
}

export interface AcceleratorOptions {
  readonly qemuPath?: string | undefined;
  /** Where what was found is kept. */
  readonly cacheFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * With a good KVM the trial takes the time of one QEMU start, a fraction of a second, once after each start of this
 * machine. A hang is believed after these times, and no other CPU model is tried after it. They are long enough for a busy
 * machine, where a wrong verdict would stand until its next start.
 */
const trialTimeouts = { startTimeoutMs: 6000, stepTimeoutMs: 2500 };

/**
 * CPU models to try, the best first: the next one's turn comes only when QEMU ends with the one before, which it does at
 * once (`-cpu host` has been seen to abort on a model-specific register that the kernel offers and then refuses).
 */
const cpuModels = ['host', 'host,pmu=off', 'qemu64,-svm,+ssse3,+sse4.1,+sse4.2,+popcnt'] as const;

/**
 * Chooses what a VM runs on. `auto`: the best that really runs a guest on this machine, found by a trial (see
 * acceleratorTrial.ts) and remembered. An explicit choice is obeyed.
 *
 * Errors: UserError of reason `environment`: no QEMU, or the accelerator that was asked for does not work here, and why.
 */
export async function chooseAccelerator(
  choice: AcceleratorChoice,
  options: AcceleratorOptions,
): Promise<AcceleratorDecision> {
  if (choice === 'tcg') return { kind: 'tcg', cpuModel: tcgCpuModel, why: 'emulation was asked for' };
  const qemu = await findQemu(options.qemuPath);
  const kind = choice === 'auto' ? nativeAccelerator() : choice;
  const door = await acceleratorDoor(kind, qemu);
  if (door.state === 'closed') {
    if (choice === 'auto') return emulation(door.why);
    throw new UserError('environment', `The accelerator ${choice} cannot be used: ${door.why}.`, { next: door.next });
  }
  const { cpuModel, why } = await verdict(kind, qemu, options);
  if (cpuModel !== null) return { kind, cpuModel, why };
  if (choice === 'auto') return emulation(why);
  throw new UserError('environment', `The accelerator ${choice} does not work on this machine: ${why}.`, {
    next: 'Choose the accelerator auto or tcg.',
  });
}

const nativeAccelerator = (): 'kvm' | 'hvf' => (process.platform === 'darwin' ? 'hvf' : 'kvm');

function emulation(why: string): AcceleratorDecision {
  return { kind: 'tcg', cpuModel: tcgCpuModel, why: `emulation, because ${why}` };
}

async function verdict(
  kind: 'kvm' | 'hvf',
  qemu: QemuFacts,
  { cacheFolder, signal }: AcceleratorOptions,
): Promise<AcceleratorVerdict> {
  const memory = new AcceleratorMemory(cacheFolder);
  const known = await memory.recall(kind, qemu);
  if (known !== undefined) return known;
  const name = kind.toUpperCase();
  const failures = new Map<string, string[]>();
  let found: AcceleratorVerdict | undefined;
  for (const cpuModel of cpuModels) {
    const trial = { qemu, accelerator: kind, cpuModel, cpus: 2, ...trialTimeouts, signal };
    const result = await runAcceleratorTrial(trial);
    if (result.outcome === 'passed') {
      const seconds = (result.durationMs / 1000).toFixed(1);
      found = { cpuModel, why: `${name} passed its trial in ${seconds} s`, foundAt: new Date().toISOString() };
      break;
    }
    failures.set(result.why, [...(failures.get(result.why) ?? []), cpuModel]);
    if (result.outcome === 'hung') break;
  }
  found ??= { cpuModel: null, why: `${name} fails: ${inWords(failures)}`, foundAt: new Date().toISOString() };
  await memory.remember(kind, qemu, found);
  return found;
}

/** `a trial guest crashed at paging (CPU models: host; host,pmu=off)`. */
function inWords(modelsOfFailure: ReadonlyMap<string, readonly string[]>): string {
  const failures = [...modelsOfFailure].map(([why, models]) => {
    const label = models.length === 1 ? 'CPU model' : 'CPU models:';
    return `${why} (${label} ${models.join('; ')})`;
  });
  return failures.join('; ');
}
