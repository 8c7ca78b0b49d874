import type { VmTest } from './vmTest.ts';

/** Whether a test can fail otherwise than by bringing no answer. */
export function expectsSomething(test: VmTest): boolean {
  return test.kind === 'wait' || test.probe.expectation !== undefined;
}
