import type { Probe } from '../../probes/probe.ts';
import type { Wait } from '../../probes/wait.ts';

/** Something that is expected of a VM, as test runners see it. A probe that expects nothing is expected to answer. */
export type VmTest = { readonly kind: 'wait'; readonly wait: Wait } | { readonly kind: 'probe'; readonly probe: Probe };

/** Of a test's wait or probe. */
export function testId(test: VmTest): string {
  return test.kind === 'wait' ? test.wait.id : test.probe.id;
}

/** What is expected, in a person's words: "storage is applied". */
export function testTitle(test: VmTest): string {
  return test.kind === 'wait'
    ? test.wait.until.title
    : (test.probe.expectation?.title ?? `${test.probe.title} answers`);
}

/** `service`, `storage` …; the waits are one group. */
export function testGroup(test: VmTest): string {
  return test.kind === 'wait' ? 'wait' : test.probe.group;
}
