import type { CapturedAnswer } from '../capturedAnswer.ts';
import { isOlder } from '../isOlder.ts';
import type { RunFacts } from '../runFacts.ts';
import { asRecord } from './asRecord.ts';

/** How many volumes LVM has, from the JSON of `vgs` and `lvs`; undefined unless both could be read and are not older. */
export function volumesOf(
  { captures }: RunFacts,
  than: CapturedAnswer,
): { readonly groups: number; readonly volumes: number } | undefined {
  const valueOf = (probe: string): unknown => {
    const capture = captures.get(probe);
    return capture === undefined || isOlder(capture, than) ? undefined : capture.value;
  };
  const groups = rowsOf(valueOf('volume-groups'), 'vg');
  const volumes = rowsOf(valueOf('logical-volumes'), 'lv');
  return groups === undefined || volumes === undefined ? undefined : { groups, volumes };
}

/** `{"report": [{"vg": […]}]}` */
function rowsOf(value: unknown, kind: 'vg' | 'lv'): number | undefined {
  const report = asRecord(value)?.['report'];
  if (!Array.isArray(report)) return undefined;
  const lists = report.map((part: unknown) => asRecord(part)?.[kind]).filter((rows) => Array.isArray(rows));
  return lists.length === 0 ? undefined : lists.reduce((sum, rows) => sum + rows.length, 0);
}
