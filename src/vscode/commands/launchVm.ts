import { chooseProfile } from '../launch/chooseProfile.ts';
import type { Launcher } from '../launch/launcher.ts';
import { launchArgument } from '../launch/launchArgument.ts';
import type { Command } from './command.ts';

/** Boots an image: the one it was started on, or one that the person chooses. Answers with the VM's id and run folder. */
export function launchVm(launcher: Launcher): Command {
  return {
    id: 'bootImageVm.launchVm',
    doing: 'launch the VM',
    run: async (argument) => {
      const choice = (await launchArgument(argument)) ?? (await chooseProfile());
      if (choice === undefined) return undefined;
      const { id, state } = await launcher.launch(choice);
      return { vmId: id, runFolder: state.runFolder };
    },
  };
}
