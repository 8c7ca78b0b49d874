import type { RunFacts } from '../runFacts.ts';
import { asRecord } from './asRecord.ts';

/** How many volumes LVM has, from the JSON of `vgs` and `lvs`; undefined unless both could be read. */
export function volumesOf({ captures }: RunFacts): { readonly groups: number; readonly volumes: number } | undefined {
  const groups = rowsOf(captures.get('volume-groups')?.value, 'vg');
  const volumes = rowsOf(captures.get('logical-volumes')?.value, 'lv');
  return groups === undefined || volumes === undefined ? undefined : { groups, volumes };
}

/** `{"report": [{"vg": […]}]}` */
function rowsOf(value: unknown, kind: 'vg' | 'lv'): number | undefined {
  const report = asRecord(value)?.['report'];
  if (!Array.isArray(report)) return undefined;
  const lists = report.map((part: unknown) => asRecord(part)?.[kind]).filter((rows) => Array.isArray(rows));
  return lists.length === 0 ? undefined : lists.reduce((sum, rows) => sum + rows.length, 0);
}
