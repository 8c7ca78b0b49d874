import { basename, resolve } from 'node:path';
import { testsOfProfile } from '../core/artefacts/verdicts/testsOfProfile.ts';
import { loadProfiles } from '../core/image/profile/loadProfiles.ts';
import type { Profile, ProfileToBuild } from '../core/image/profile/profile.ts';
import { profileFromImage } from '../core/image/profile/profileFromImage.ts';
import { sampleProfile } from '../core/image/profile/sampleProfile.ts';
import { type SampleScenario, sampleScenarios } from '../core/image/profile/sampleScenarios.ts';
import { sourceName } from '../core/image/profile/sourceName.ts';
import type { StartWish } from '../core/vm/checkpoint/startWish.ts';
import { UserError } from '../core/common/userError.ts';
import type { BootOptions } from './bootOptions.ts';
import type { BootPlan } from './bootPlan.ts';
import { capturesFolder } from './capturesFolder.ts';
import { profileOfCheckpoint } from '../host/checkpoint/profileOfCheckpoint.ts';
import { sampleImage } from './sampleImage.ts';
import type { VerbContext } from './verbContext.ts';

const defaultScenario: SampleScenario = 'applied';

/**
 * Turns the options of `launch` and `capture` into what is booted, and how, before anything is started.
 *
 * Errors: UserError of reason `usage` for options that do not fit together or a profile, scenario or probe that is not
 * there; `environment` for an image that is not.
 */
export async function planBoot(options: BootOptions, context: VerbContext): Promise<BootPlan> {
  const chosen = await chooseProfile(options, context);
  const profile: Profile | ProfileToBuild = {
    ...chosen.profile,
    ...(options.memory === undefined ? {} : { memoryMib: options.memory }),
    ...(options.cpus === undefined ? {} : { cpus: options.cpus }),
    ...(options.accelerator === undefined ? {} : { accelerator: options.accelerator }),
    ...(options.timeout === undefined ? {} : { bootTimeoutMs: options.timeout * 1000 }),
    ...(options.probe === undefined ? {} : { probeSelection: options.probe }),
  };
  // A probe or a wait that is not there is told before the image boots for half a minute.
  const tests = testsOfProfile(profile);
  return {
    launch: {
      profile,
      image: chosen.image,
      capturesFolder: capturesFolder(options),
      ...(options.out === undefined ? {} : { runFolder: resolve(options.out) }),
      graceTimeMs: options.grace,
      start: startWish(options),
      ...(options.checkpointLimit === undefined ? {} : { checkpointLimitBytes: options.checkpointLimit * 1024 ** 2 }),
    },
    timeoutMs: profile.bootTimeoutMs,
    tests,
  };
}

interface ChosenProfile {
  readonly profile: Profile | ProfileToBuild;
  /** As a person would name it. */
  readonly image: string;
}

async function chooseProfile(options: BootOptions, context: VerbContext): Promise<ChosenProfile> {
  requireOneSource(options);
  const { kernel, initrd, append } = options;
  if (options.checkpoint !== undefined) return await profileOfCheckpoint(options.checkpoint);
  if (options.sample !== undefined) return await chooseSample(options.sample, context);
  if (options.profile !== undefined) return await findProfile(options.profile, options.workspace);
  const profile = await profileFromImage(options.image, { kernel, initrd, commandLine: append });
  return { profile, image: imageName(profile) };
}

/** `--kernel` is a source too; with `--image` beside it the image is the VM's disk. */
function requireOneSource(options: BootOptions): void {
  const { image, profile, sample, kernel, checkpoint } = options;
  const sources = Object.entries({
    '--image': image,
    '--kernel': kernel,
    '--profile': profile,
    '--sample': sample,
    '--checkpoint': checkpoint,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name);
  const got = sources.length === 0 ? 'none' : sources.join(' and ');
  if (sources.length !== 1 && got !== '--image and --kernel') {
    throw new UserError(
      'usage',
      `Expected one of --image, --kernel, --profile, --sample and --checkpoint, got ${got}.`,
    );
  }
  if (checkpoint !== undefined && options.warm === true) {
    throw new UserError('usage', '--warm chooses the checkpoint itself; it does not go with --checkpoint.');
  }
  for (const name of ['initrd', 'append'] as const) {
    if (options[name] === undefined || kernel !== undefined) continue;
    throw new UserError('usage', `--${name} expects a --kernel that it belongs to, got none.`);
  }
}

function startWish({ warm, checkpoint }: BootOptions): StartWish {
  if (checkpoint !== undefined) return { kind: 'checkpoint', id: checkpoint };
  return { kind: warm === true ? 'warm' : 'boot' };
}

async function chooseSample(wish: string | true, context: VerbContext): Promise<ChosenProfile> {
  const names = Object.keys(sampleScenarios) as SampleScenario[];
  const scenario = wish === true ? defaultScenario : names.find((name) => name === wish);
  if (scenario === undefined) {
    throw new UserError('usage', `--sample expects one of ${names.join(', ')}, got "${String(wish)}".`);
  }
  const isoPath = await sampleImage(context);
  return { profile: sampleProfile({ isoPath, scenario }), image: `sample: ${scenario}` };
}

async function findProfile(name: string, workspace: string): Promise<ChosenProfile> {
  const profiles = await loadProfiles(resolve(workspace));
  const profile = profiles.find((each) => each.name === name);
  if (profile === undefined) {
    const names = profiles.length === 0 ? 'none' : profiles.map((each) => each.name).join(', ');
    throw new UserError('usage', `--profile expects one of the workspace's profiles (${names}), got "${name}".`);
  }
  return { profile, image: imageName(profile) };
}

function imageName({ source }: Profile | ProfileToBuild): string {
  return source.kind === 'nix' ? sourceName(source) : basename(sourceName(source));
}
