import type { CapturedAnswer } from '../capturedAnswer.ts';
import { maxLineLength } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';
import { oncePer } from './oncePer.ts';

/** A process in the control group of a unit, and the line that shows it. */
export interface UnitProcess {
  readonly unit: string;
  readonly pid: number;
  readonly command: string;
  readonly capture: CapturedAnswer;
  readonly line: number;
}

/** The processes of units: from tables of processes, and where there are none from the trees of `systemctl status`. */
export function unitProcesses({ captures }: Pick<RunFacts, 'captures'>): readonly UnitProcess[] {
  const jobs = captures.get('jobs');
  const own = captures.get('pre-nixos-processes');
  const tables = [...(jobs === undefined ? [] : ofAnyUnit(jobs)), ...(own === undefined ? [] : ofPreNixos(own))];
  const known = new Set(tables.map(({ unit }) => unit));
  const trees = ['pre-nixos-status', 'sshd-status'].flatMap((id) => {
    const capture = captures.get(id);
    return capture === undefined ? [] : fromTree(capture);
  });
  return [...tables, ...trees.filter(({ unit }) => !known.has(unit))];
}

const ofAnyUnit = oncePer((capture: CapturedAnswer) => fromTables(capture, undefined));
const ofPreNixos = oncePer((capture: CapturedAnswer) => fromTables(capture, 'pre-nixos.service'));

/** Tables of `processesOf.ts`, each below the line `Processes of X:`, or of the one unit that is asked about. */
function fromTables(capture: CapturedAnswer, onlyUnit: string | undefined): UnitProcess[] {
  let unit = onlyUnit;
  const found: UnitProcess[] = [];
  capture.lines.forEach((line, index) => {
    if (line.length > maxLineLength) return;
    const heading = /^Processes of (\S+):$/.exec(line);
    if (heading !== null) unit = heading[1];
    // What stands there is the guest's.
    else if (line.startsWith('Journal of ')) unit = undefined;
    const row = /^ *(\d+) +\d+ +\S+ +(\S.*)$/.exec(line);
    if (row === null || unit === undefined) return;
    found.push({ unit, pid: Number(row[1]), command: row[2] ?? '', capture, line: index + 1 });
  });
  return found;
}

/** `└─410 systemctl start sshd` below `CGroup: /system.slice/pre-nixos.service`. */
const fromTree = oncePer((capture: CapturedAnswer): readonly UnitProcess[] => {
  let unit: string | undefined;
  const found: UnitProcess[] = [];
  capture.lines.forEach((line, index) => {
    if (line.length > maxLineLength) return;
    const group = /^ *CGroup: \S*\/(\S+\.\w+)$/.exec(line);
    if (group !== null) unit = group[1];
    // The journal begins after an empty line, and what stands there is the guest's.
    else if (line.trim() === '') unit = undefined;
    const branch = /^[ │|]*[├└|`][─-](\d+) (.+)$/.exec(line);
    if (branch === null || unit === undefined) return;
    found.push({ unit, pid: Number(branch[1]), command: branch[2] ?? '', capture, line: index + 1 });
  });
  return found;
});
