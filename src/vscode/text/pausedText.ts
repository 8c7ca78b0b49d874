import type { MachineState } from '../../core/vm/machineState.ts';

/** Of a machine that is paused; says so where no person did that. */
export const pausedText = ({ noRoomIn }: MachineState): string =>
  noRoomIn === undefined ? 'paused' : `paused: no room in ${noRoomIn}`;
