import { sampleProfile } from '../../core/image/profile/sampleProfile.ts';
import { type SampleScenario, sampleScenarios } from '../../core/image/profile/sampleScenarios.ts';
import { UserError } from '../../core/common/userError.ts';
import { readSettings } from '../settings.ts';
import { absolutePath } from './absolutePath.ts';
import { folderOf } from './folderOf.ts';
import type { LaunchChoice } from './launchChoice.ts';

/**
 * The sample boot image in one of its scenarios.
 *
 * Errors: UserError of reason `usage` for an unknown scenario or if no sample image is set.
 */
export function choiceOfSample(scenario: string): LaunchChoice {
  const folder = folderOf(undefined);
  const { sampleImage, accelerator, extraArguments, warmLaunch } = readSettings(folder?.uri);
  if (sampleImage === undefined) {
    throw new UserError('usage', 'No sample boot image is set.', {
      next: 'Name its ISO in the setting "bootImageVm.sampleImage".',
    });
  }
  if (!isScenario(scenario)) {
    throw new UserError('usage', `The sample boot image has no scenario "${scenario}".`, {
      next: `It has ${Object.keys(sampleScenarios).join(', ')}.`,
    });
  }
  const profile = sampleProfile({ isoPath: absolutePath(sampleImage), scenario });
  return {
    profile: { ...profile, accelerator, extraArguments: [...profile.extraArguments, ...extraArguments] },
    image: `sample: ${scenario}`,
    folder,
    ...(warmLaunch === 'never' ? {} : { start: { kind: 'warm' } }),
  };
}

function isScenario(name: string): name is SampleScenario {
  return Object.hasOwn(sampleScenarios, name);
}
