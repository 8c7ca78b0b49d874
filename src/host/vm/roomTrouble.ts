import type { HostTrouble } from '../../core/findings/runFacts.ts';
import type { MachineState } from '../../core/vm/machineState.ts';

/** What this machine cannot do for the disks of a VM; undefined if there is room for them. */
export function roomTrouble({ noRoomIn }: MachineState): HostTrouble | undefined {
  if (noRoomIn === undefined) return undefined;
  return {
    kind: 'no-room',
    sentence: `The machine is paused because there is no room in ${noRoomIn} for what it writes to its disks`,
    next: 'Make room there, then resume the machine: it goes on where it stopped.',
    file: null,
  };
}
