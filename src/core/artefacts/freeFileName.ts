import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The first of numbered names, 0001 and so on, that no file of the folder has. */
export function freeFileName(folder: string, nameOf: (number: string) => string): string {
  for (let number = 1; ; number += 1) {
    const name = nameOf(String(number).padStart(4, '0'));
    if (!existsSync(join(folder, name))) return name;
  }
}
