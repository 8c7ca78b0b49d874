import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Deadline, DeadlineError } from '../../common/deadline.ts';
import { type Disposable, Emitter, type Event } from '../../common/event.ts';
import { acceleratorTrialCode } from './acceleratorTrialCode.ts';
import { explainQemuStderr } from '../explainQemuStderr.ts';
import type { QemuFacts } from '../findQemu.ts';

export interface TrialOptions {
  readonly qemu: QemuFacts;
  readonly accelerator: string;
  readonly cpuModel: string;
  readonly cpus: number;
  /** For QEMU's start and the first step, which on a busy machine takes a while … */
  readonly startTimeoutMs: number;
  /** … and for each step after that. */
  readonly stepTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** `ended`: QEMU gave up or the guest crashed, which shows at once. `hung`: nothing more came in time. */
export type TrialResult =
  | { readonly outcome: 'passed'; readonly durationMs: number }
  | { readonly outcome: 'ended' | 'hung'; readonly durationMs: number; readonly why: string };

/** What the program does after each letter that it writes, in order. */
const steps: Readonly<Record<string, string>> = {
  '': 'its first instruction',
  R: 'entering protected mode',
  P: 'entering long mode',
  L: 'an exception',
  U: 'a page fault',
  F: 'model-specific registers',
  M: 'user mode and a system call',
  S: 'floating point state',
  X: "the local APIC's timer",
  T: "the PIT's interrupt",
  I: 'starting the second CPU',
  A: 'ending',
};

const passedStatus = (0x10 << 1) | 1;
const romBytes = 0x10000;

/**
 * Runs a small guest program of our own and tells how far it came. The program (acceleratorTrial.s) is the VM's whole
 * firmware, so nothing else takes time: QEMU's start and some 10 ms. It does what a kernel does in its first moments.
 *
 * Why a boot sector is no trial: a KVM that emulates real mode instruction by instruction runs it well. There are KVMs
 * without hardware virtualization behind them (Linux hosts that are themselves guests of a software hypervisor) which run a
 * kernel only if it was made for them: an ordinary one enters long mode, takes its first exception through an interrupt
 * table that nobody looks at, and hangs in silence. So the program takes exceptions, page faults, timer interrupts and
 * system calls, and starts a second CPU. What it cannot see is left to the VM host (startTrustedMachine, watchAccelerator).
 */
export async function runAcceleratorTrial(options: TrialOptions): Promise<TrialResult> {
  const folder = await mkdtemp(join(tmpdir(), 'boot-image-trial-'));
  try {
    const firmware = join(folder, 'firmware.bin');
    await writeFile(firmware, firmwareImage());
    return await run(options, firmware);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(options: TrialOptions, firmware: string): Promise<TrialResult> {
  const { qemu, accelerator, cpuModel, cpus } = options;
  const startedAt = performance.now();
  const machine = ['-machine', 'q35', '-accel', accelerator, '-cpu', cpuModel, '-smp', String(cpus), '-m', '64M'];
  const devices = ['-bios', firmware, '-serial', 'stdio', '-device', 'isa-debug-exit,iobase=0xf4,iosize=1'];
  const program = spawn(
    qemu.path,
    [...machine, '-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', ...devices],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let letters = '';
  let stderr = '';
  const stepDone = new Emitter<undefined>();
  program.stdout.on('data', (data: Buffer) => {
    letters += data.toString('latin1');
    stepDone.fire(undefined);
  });
  program.stderr.on('data', (data: Buffer) => {
    stderr += data.toString();
    // QEMU then keeps the VM, stopped for good.
    if (stderr.includes('KVM internal error')) program.kill('SIGKILL');
  });
  const closed = new Promise<number | null>((resolve, reject) => {
    program.once('error', reject);
    program.once('close', resolve);
  });
  const at = (): string => steps[/^[A-Z]*/.exec(letters)?.[0].at(-1) ?? ''] ?? 'an unknown step';
  const durationMs = (): number => Math.round(performance.now() - startedAt);
  try {
    const status = await exitStatus(closed, stepDone.event, options);
    if (status === passedStatus) return { outcome: 'passed', durationMs: durationMs() };
    const said = explainQemuStderr(stderr)?.message.replace(/\.$/, '');
    const why = said ?? `a trial guest crashed at ${at()}`;
    return { outcome: 'ended', durationMs: durationMs(), why };
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    return { outcome: 'hung', durationMs: durationMs(), why: `a trial guest hung at ${at()}` };
  } finally {
    program.kill('SIGKILL');
    // Its end is awaited, so that its files may go; a program that could not be started has already said so.
    await closed.catch(() => undefined);
  }
}

/** Waits for QEMU's end as long as the guest goes on. Errors: DeadlineError when it does not. */
async function exitStatus(
  closed: Promise<number | null>,
  stepDone: Event<undefined>,
  { startTimeoutMs, stepTimeoutMs, signal }: TrialOptions,
): Promise<number | null> {
  const ended = closed.then((status) => ({ status }));
  for (let timeoutMs = startTimeoutMs; ; timeoutMs = stepTimeoutMs) {
    let subscription: Disposable | undefined;
    const step = new Promise<undefined>((resolve) => {
      subscription = stepDone(resolve);
    });
    try {
      const result = await new Deadline('the trial guest', timeoutMs).race(Promise.race([ended, step]), signal);
      if (result !== undefined) return result.status;
    } finally {
      subscription?.dispose();
    }
  }
}

/** 64 KiB that end at 4 GiB; the CPU starts 16 bytes before their end, where a far jump leads to F000:0000. */
function firmwareImage(): Buffer {
  const rom = Buffer.alloc(romBytes);
  rom.write(acceleratorTrialCode.main, 0, 'base64');
  rom.write(acceleratorTrialCode.secondCpu, 0x1000, 'base64');
  rom.write('ea000000f0', romBytes - 16, 'hex');
  return rom;
}
