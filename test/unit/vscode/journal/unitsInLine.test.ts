import { expect, test } from 'vitest';
import { unitsInLine } from '../../../../src/vscode/journal/unitsInLine.ts';

test.each([
  ['         Starting pre-nixos.service - Prepare the disks...', ['pre-nixos.service']],
  ['[FAILED] Failed to start serial-getty@ttyS0.service.', ['serial-getty@ttyS0.service']],
  ['sshd.socket, and multi-user.target: (dev-ttyS0.device)', ['sshd.socket', 'multi-user.target', 'dev-ttyS0.device']],
  ['dev-disk-by\\x2dlabel-persist.device', ['dev-disk-by\\x2dlabel-persist.device']],
  ['session-1.scope\tuser-0.slice', ['session-1.scope', 'user-0.slice']],
  // systemd shortens names in the middle, and a path is no unit.
  ['A start job is running for dev-d…ist.device', []],
  ['/etc/systemd/system/sshd.service /run/a.mount/b', []],
  ['sshd.services sshd.service.d sshd.service-x service .service', []],
])('%j', (line, units) => {
  const found = unitsInLine(line);
  expect(found.map(({ unit }) => unit)).toEqual(units);
  for (const { unit, startIndex } of found) expect(line.slice(startIndex, startIndex + unit.length)).toBe(unit);
});
