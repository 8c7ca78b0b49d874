import type { Profile } from '../image/profile/profile.ts';
import type { ActiveForward } from './machineState.ts';
import type { QmpClient } from './qmpClient.ts';
import { readForwards } from './readForwards.ts';

/**
 * Brings the network of a machine that has just started to how its profile wants it: a card has no option for an unplugged
 * cable, so it is unplugged here, while the firmware has not come to its first line.
 *
 * @returns the forwards with the ports that QEMU took
 */
export async function startNetwork(qmp: QmpClient, network: Profile['network']): Promise<readonly ActiveForward[]> {
  if (network.kind === 'none') return [];
  if (network.link === 'down') await qmp.execute('set_link', { name: 'nic', up: false });
  return network.forwards.length === 0 ? [] : readForwards(await qmp.humanCommand('info usernet'));
}
