import { type Command, Option } from 'commander';
import type { AcceleratorChoice } from '../core/image/profile/profile.ts';
import { graceOption } from './graceOption.ts';
import { wholeNumberOption } from './wholeNumberOption.ts';

/** What `launch` and `capture` are told about the VM to start. */
export interface BootOptions {
  readonly image?: string;
  readonly profile?: string;
  /** `true`: the default scenario. */
  readonly sample?: string | true;
  readonly kernel?: string;
  readonly initrd?: string;
  readonly append?: string;
  /** Start from what an earlier warm launch kept. */
  readonly warm?: true;
  /** Start from this one. */
  readonly checkpoint?: string;
  /** MiB. */
  readonly checkpointLimit?: number;
  readonly workspace: string;
  readonly out?: string;
  readonly accelerator?: AcceleratorChoice;
  readonly memory?: number;
  readonly cpus?: number;
  readonly probe?: readonly string[];
  /** Seconds. */
  readonly timeout?: number;
  /** Milliseconds. */
  readonly grace: number | 'keep';
}

const acceleratorChoices: readonly AcceleratorChoice[] = ['auto', 'kvm', 'hvf', 'tcg'];

export function addBootOptions(verb: Command): Command {
  return verb
    .option('--image <PATH>', 'boot this ISO or disk image')
    .option('--profile <NAME>', "boot as the workspace's profile of this name says")
    .option('--sample [SCENARIO]', 'boot the sample image (default scenario: applied)')
    .option('--kernel <PATH>', 'boot this kernel directly')
    .option('--initrd <PATH>', 'with --kernel: its initrd')
    .option('--append <STRING>', 'with --kernel: its command line')
    .option('--checkpoint <NAME>', 'start from this checkpoint (see boot-image checkpoint list)')
    .option('--warm', 'start from the checkpoint of an earlier warm launch; the first one boots and keeps it')
    .addOption(
      wholeNumberOption({
        flags: '--checkpoint-limit <MIB>',
        description: 'the room of all checkpoints, for what this VM saves (default: 4096)',
        unit: 'MiB',
        min: 0,
        max: 1_073_741_824,
      }),
    )
    .option('--workspace <DIR>', 'where profiles and the captures folder are', process.cwd())
    .option('--out <DIR>', 'the run folder itself (default: a new one in the captures folder)')
    .addOption(new Option('--accelerator <NAME>', 'how the guest is run').choices(acceleratorChoices))
    .addOption(
      wholeNumberOption({
        flags: '--memory <MIB>',
        description: "the guest's memory",
        unit: 'MiB',
        min: 16,
        max: 4_194_304,
      }),
    )
    .addOption(
      wholeNumberOption({ flags: '--cpus <N>', description: "the guest's CPUs", unit: 'CPUs', min: 1, max: 255 }),
    )
    .option('--probe <ID>', 'a probe to run (repeat it for more; default: all)', appended)
    .addOption(
      wholeNumberOption({
        flags: '--timeout <SECONDS>',
        description: 'give up if the guest has not come so far in this time',
        unit: 'seconds',
        min: 1,
        max: 86_400,
      }),
    )
    .addOption(graceOption());
}

function appended(text: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), text];
}
