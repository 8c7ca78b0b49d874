import { chooseImageFile } from '../launch/chooseImageFile.ts';
import type { Launcher } from '../launch/launcher.ts';
import type { Command } from './command.ts';

/** Asks for an image file and boots it: the link of the empty view. */
export function chooseImage(launcher: Launcher): Command {
  return {
    id: 'bootImageVm.chooseImage',
    doing: 'launch the VM',
    run: async () => {
      const choice = await chooseImageFile();
      if (choice !== undefined) await launcher.launch(choice);
    },
  };
}
