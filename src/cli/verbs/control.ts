import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { UserError } from '../../core/common/userError.ts';
import type { Disk } from '../../core/image/profile/profile.ts';
import type { MachineAction } from '../../core/vm/machineAction.ts';
import { chooseVm } from '../chooseVm.ts';
import { parseDiskSize } from '../../core/image/profile/parseDiskSize.ts';
import { untilAborted } from '../untilAborted.ts';
import { verbCommand } from '../verbCommand.ts';
import type { RunVerb, VerbContext } from '../verbContext.ts';

interface DiskOptions {
  readonly bus?: 'virtio' | 'nvme';
  readonly format?: 'raw' | 'qcow2';
  readonly writable?: true;
}

/** What each action makes of its value. */
const actions: Readonly<Record<string, (value: string | undefined, options: DiskOptions) => MachineAction>> = {
  reset: alone({ kind: 'reset' }),
  'power-button': alone({ kind: 'powerButton' }),
  pause: alone({ kind: 'pause' }),
  resume: alone({ kind: 'resume' }),
  'link-up': alone({ kind: 'link', link: 'up' }),
  'link-down': alone({ kind: 'link', link: 'down' }),
  screenshot: alone({ kind: 'screenshot' }),
  keys: (value) => ({ kind: 'sendKeys', keys: needed(value, 'keys joined by "-", such as ctrl-alt-delete') }),
  'attach-disk': (value, options) => ({ kind: 'attachDisk', disk: diskOf(value, options) }),
  'detach-disk': (value) => ({ kind: 'detachDisk', id: needed(value, 'the name that attach-disk told') }),
};

const help = `
Actions:
  reset, power-button, pause, resume, link-up, link-down
  screenshot            a PNG in the run folder; prints where
  keys KEYS             press keys together: ctrl-alt-delete, alt-sysrq-b, ret
  attach-disk SIZE|PATH a new disk of a size (512M, 2G), or an image, through an overlay unless --writable
  detach-disk NAME      a disk that was attached so`;

export function controlVerb(run: RunVerb): Command {
  return verbCommand('control', 'Do something to a VM from outside of its guest: its buttons, cable, disks and screen.')
    .argument('<VM>', 'its id or the beginning of it; "." for the only one')
    .argument('<ACTION>', 'what to do')
    .argument('[VALUE]', 'what to do it with')
    .addOption(new Option('--bus <NAME>', 'of a disk to attach (default: virtio)').choices(['virtio', 'nvme']))
    .addOption(new Option('--format <NAME>', 'of an image to attach (default: raw)').choices(['raw', 'qcow2']))
    .option('--writable', 'let the guest change the image itself')
    .addHelpText('after', help)
    .action(async (vm: string, name: string, value: string | undefined, options: DiskOptions) => {
      await run(async (context) => await control(vm, actionOf(name, value, options), context));
    });
}

async function control(vm: string, action: MachineAction, { output, signal }: VerbContext): Promise<number> {
  const client = await chooseVm(vm, 'boot-image control', (sentence) => output.note(sentence));
  try {
    const result = await untilAborted(client.control(action), signal);
    const { id, runFolder } = client.state;
    output.document({ id, runFolder, ...result });
    output.line(result.file === undefined ? result.sentence : resolve(runFolder, result.file));
    return 0;
  } finally {
    client.dispose();
  }
}

function actionOf(name: string, value: string | undefined, options: DiskOptions): MachineAction {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  const [diskOption] = Object.keys(options);
  if (action !== undefined && name !== 'attach-disk' && diskOption !== undefined) {
    throw new UserError('usage', `--${diskOption} is for attach-disk only.`);
  }
  if (action !== undefined) return action(value, options);
  throw new UserError('usage', `ACTION expects one of ${Object.keys(actions).join(', ')}, got "${name}".`);
}

function alone(action: MachineAction): (value: string | undefined) => MachineAction {
  return (value) => {
    if (value === undefined) return action;
    throw new UserError('usage', `This action expects no value, got "${value}".`);
  };
}

function needed(value: string | undefined, expected: string): string {
  if (value !== undefined) return value;
  throw new UserError('usage', `VALUE expects ${expected}, got nothing.`);
}

function diskOf(value: string | undefined, options: DiskOptions): Disk {
  const text = needed(value, 'a size such as 512M or the path of an image');
  const sizeMib = parseDiskSize(text);
  return sizeMib === undefined ? { ...options, path: resolve(text) } : { ...options, sizeMib };
}
