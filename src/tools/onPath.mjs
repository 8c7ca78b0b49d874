import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @param {string} program @returns {boolean} whether the program is found on PATH */
export function onPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}
