import type { CapturedAnswer } from '../capturedAnswer.ts';
import type { RunFacts } from '../runFacts.ts';
import { asRecord } from './asRecord.ts';
import { oncePer } from './oncePer.ts';

/** Properties of one unit as `systemctl show` printed them into a capture. */
export interface UnitFacts {
  readonly unit: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly capture: CapturedAnswer;
  /** Where each property stands, from 1; none if it was read apart from the text. */
  readonly lineOf: ReadonlyMap<string, number>;
}

/** Units of captures that do not name theirs (`systemctl show -p After sshd`). */
const unitOfProbe: ReadonlyMap<string, string> = new Map([
  ['pre-nixos-status', 'pre-nixos.service'],
  ['pre-nixos-properties', 'pre-nixos.service'],
  ['sshd-status', 'sshd.service'],
  ['sshd-properties', 'sshd.service'],
]);

/** Whose texts are properties. Others may hold such lines by chance, or because a guest wishes to mislead. */
const propertyProbes = ['jobs', 'failed-units', 'pre-nixos-properties', 'sshd-properties', 'boot-units'];

/** Everything that `systemctl show` told, text by text, then what was read beside the texts of `systemctl status`. */
export function unitFacts({ captures }: Pick<RunFacts, 'captures'>): readonly UnitFacts[] {
  return factsIn(captures);
}

const factsIn = oncePer((captures: RunFacts['captures']): readonly UnitFacts[] => {
  const answers = (ids: readonly string[]): readonly CapturedAnswer[] => ids.flatMap((id) => captures.get(id) ?? []);
  return [
    ...answers(propertyProbes).flatMap((capture) => fromText(capture)),
    ...answers(['pre-nixos-status', 'sshd-status']).flatMap(fromReading),
  ];
});

const fromText = oncePer((capture: CapturedAnswer): readonly UnitFacts[] => {
  const found: UnitFacts[] = [];
  let properties = new Map<string, string>();
  let lineOf = new Map<string, number>();
  const close = (): void => {
    const unit = properties.get('Id') ?? unitOfProbe.get(capture.probe);
    if (properties.size > 0 && unit !== undefined) found.push({ unit, properties, capture, lineOf });
    properties = new Map();
    lineOf = new Map();
  };
  capture.lines.forEach((line, index) => {
    const equals = line.indexOf('=');
    const key = equals > 0 && equals < 64 ? line.slice(0, equals) : '';
    if (/^[A-Z][A-Za-z0-9]*$/.test(key)) {
      properties.set(key, line.slice(equals + 1));
      lineOf.set(key, index + 1);
    } else if (line.trim() === '') close();
  });
  close();
  return found;
});

function fromReading(capture: CapturedAnswer): UnitFacts[] {
  const value = asRecord(capture.value);
  const unit = unitOfProbe.get(capture.probe);
  if (value === undefined || unit === undefined) return [];
  const entries = Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const properties = new Map(entries);
  return [{ unit: properties.get('Id') ?? unit, properties, capture, lineOf: new Map() }];
}
