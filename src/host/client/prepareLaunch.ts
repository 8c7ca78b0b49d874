import { UserError } from '../../core/common/userError.ts';
import { chooseAccelerator } from '../../core/image/accelerator/chooseAccelerator.ts';
import { preflight } from '../../core/image/preflight.ts';
import { cacheFolder } from '../cacheFolder.ts';
import type { HostSpec } from '../hostSpec.ts';
import { abandonedText } from '../registry/abandonedText.ts';
import { promisedMemory } from '../registry/promisedMemory.ts';
import type { LaunchOptions } from './launchVm.ts';
import { listVms } from '../registry/listVms.ts';

/**
 * Checks that a profile can be booted here, and how. Runs that nobody ended are completed on the way, and told.
 *
 * Errors: as launchVm.
 */
export async function prepareLaunch(
  options: Pick<LaunchOptions, 'profile' | 'qemuPath' | 'onRemark' | 'signal'>,
): Promise<Pick<HostSpec, 'qemu' | 'accelerator' | 'warnings'>> {
  const { profile, qemuPath, onRemark, signal } = options;
  checkPlatform();
  const others = await listVms((run) => onRemark?.(abandonedText(run)));
  const { qemu, warnings } = await preflight(profile, { qemuPath, promisedMib: promisedMemory(others) });
  const accelerator = await chooseAccelerator(profile.accelerator, { qemuPath, cacheFolder: cacheFolder(), signal });
  return { qemu, accelerator, warnings };
}

function checkPlatform(): void {
  if (process.platform !== 'win32') return;
  throw new UserError('environment', 'Boot Image VM does not run on Windows itself.', {
    next: 'Run it in WSL, over SSH or in a container; in VS Code, open the folder there.',
  });
}
