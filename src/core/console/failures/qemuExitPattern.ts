import type { FailurePattern } from './failurePattern.ts';

/** What QEMU itself writes when it gives up: into the terminal that it was started from, never onto its guest's console. */
export const qemuExitPattern: FailurePattern = {
  kind: 'qemuExit',
  severity: 'fatal',
  hints: ['qemu-system-'],
  start: /qemu-system-[\w-]+: (?!warning|info|terminating on signal)(.*)$/,
  title: (match) => `QEMU: ${(match[1] ?? '').trim()}`,
};
