import { explainQemuStderr } from '../image/explainQemuStderr.ts';
import type { HostTrouble } from './runFacts.ts';

/** What QEMU says of its machine and not of the VM; the wording is that of QEMU 7.2 to 10. */
const kinds: readonly { readonly kind: HostTrouble['kind']; readonly pattern: RegExp }[] = [
  { kind: 'image-in-use', pattern: /Failed to get (?:shared )?"\w+" lock/ },
  { kind: 'port-taken', pattern: /Could not set up host forwarding rule/ },
  { kind: 'memory', pattern: /cannot set up guest memory|Cannot allocate memory|qemu_memfd_create failed/i },
  { kind: 'disk-full', pattern: /No space left on device/i },
];

/** The trouble of the host that made QEMU end, from its stderr; undefined if its words name none. */
export function qemuTrouble(stderr: string): HostTrouble | undefined {
  const found = kinds.find(({ pattern }) => pattern.test(stderr));
  const explained = found === undefined ? undefined : explainQemuStderr(stderr);
  if (found === undefined || explained === undefined) return undefined;
  const file = 'diagnostics/qemu-stderr.txt';
  return { kind: found.kind, sentence: explained.message, next: explained.next ?? '', file };
}
