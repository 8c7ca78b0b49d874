import { commandLineOf } from '../../src/core/common/commandLineOf.ts';
import { processTable } from '../processTable.ts';

/** The extension hosts among the descendants of a VS Code server's process, on Linux. */
export function extensionHosts(serverPid: number): readonly number[] {
  const parents = new Map(processTable().map(({ pid, parent }) => [pid, parent]));
  const descends = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === serverPid || descends(parents.get(pid)));
  return [...parents.keys()].filter(
    (pid) => descends(pid) && commandLineOf(pid)?.includes('--type=extensionHost') === true,
  );
}
