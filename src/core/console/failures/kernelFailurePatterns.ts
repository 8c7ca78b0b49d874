import type { FailurePattern } from './failurePattern.ts';

// A kernel message starts a line or follows its time stamp; it may land inside any line, a prompt for one.
// "kernel: " is the same in the journal.

/** Kernel lines carry a time stamp unless printk.time=0; then the end or the maximum ends the trace. */
const kernelLine = /\[ *\d+\.\d{6}\]/;

const traceEnd = /---\[ end trace/;

const message = (match: RegExpExecArray): string => (match[1] ?? match[0]).trim();

export const kernelFailurePatterns: readonly FailurePattern[] = [
  {
    // Not from the journal, which may tell of an earlier boot.
    kind: 'kernelPanic',
    severity: 'fatal',
    hints: ['Kernel panic - not syncing'],
    start: /(?:^|\] ?)Kernel panic - not syncing(?::? (.*))?$/,
    end: /end Kernel panic/,
    title: (match) => `Kernel panic: ${match[1] ?? 'no reason given'}`,
  },
  {
    kind: 'oops',
    severity: 'warning',
    hints: ['[ cut here ]'],
    start: /-\[ cut here \]/,
    end: traceEnd,
    isOpening: true,
    title: () => 'Kernel warning',
  },
  {
    kind: 'oops',
    severity: 'error',
    hints: ['BUG: KASAN', 'BUG: KCSAN', 'BUG: KMSAN', 'BUG: KFENCE'],
    start: /BUG: (K(?:A|C|M)SAN|KFENCE): (.*)/,
    end: /={20,}/,
    title: (match) => `Kernel memory error found by ${match[1] ?? ''}: ${match[2] ?? ''}`,
  },
  {
    kind: 'lockup',
    severity: 'error',
    hints: ['soft lockup - CPU'],
    start: /BUG: soft lockup - (CPU#\d+) stuck for (\d+)s/,
    follows: kernelLine,
    maximumLines: 80,
    title: (match) => `Soft lockup: ${match[1] ?? ''} stuck for ${match[2] ?? ''} s`,
  },
  {
    kind: 'lockup',
    severity: 'error',
    hints: ['hard LOCKUP'],
    start: /Watchdog detected hard LOCKUP on cpu (\d+)/,
    follows: kernelLine,
    maximumLines: 80,
    title: (match) => `Hard lockup: CPU#${match[1] ?? ''}`,
  },
  {
    kind: 'lockup',
    severity: 'error',
    hints: ['workqueue lockup'],
    start: /BUG: workqueue lockup - (.*)/,
    follows: kernelLine,
    maximumLines: 80,
    title: (match) => `Workqueue lockup: ${message(match)}`,
  },
  {
    kind: 'lockup',
    severity: 'error',
    hints: ['stall'],
    start: /rcu: INFO: (\S+ (?:self-)?detected (?:expedited )?stalls?.*)/,
    follows: kernelLine,
    maximumLines: 80,
    title: (match) => `RCU stall: ${message(match)}`,
  },
  {
    kind: 'hungTask',
    severity: 'error',
    hints: ['blocked for more than'],
    start: /INFO: task (\S+):\d+ blocked (?:in I\/O wait )?for more than (\d+) seconds/,
    follows: kernelLine,
    maximumLines: 60,
    title: (match) => `Hung task: ${match[1] ?? ''} blocked for more than ${match[2] ?? ''} s`,
  },
  {
    kind: 'oops',
    severity: 'error',
    hints: ['kernel BUG at'],
    start: /kernel BUG at (\S+?)!?$/,
    end: traceEnd,
    title: (match) => `Kernel bug at ${message(match)}`,
  },
  {
    kind: 'oops',
    severity: 'warning',
    hints: ['WARNING: CPU:', 'WARNING: '],
    start: /WARNING: (?:CPU: \d+ PID: \d+ at )?([\w./-]+\.[ch]:\d+(?: at)? \S+)/,
    end: traceEnd,
    title: (match) => `Kernel warning at ${message(match)}`,
  },
  {
    kind: 'oops',
    severity: 'error',
    hints: ['Oops:', 'Oops -'],
    start: /(?:^|\] ?|kernel: )(?:Internal error: )?Oops(?: -|:) (.*)$/,
    end: traceEnd,
    title: (match) => `Kernel oops: ${message(match)}`,
  },
  {
    kind: 'oops',
    severity: 'error',
    hints: ['invalid opcode:', 'Unhandled fault', 'general protection fault', 'Unable to handle kernel'],
    start:
      /(?:^|\] ?|kernel: )((?:invalid opcode:|Unhandled fault|general protection fault|Unable to handle kernel).*)$/,
    end: traceEnd,
    title: (match) => `Kernel oops: ${message(match)}`,
  },
  {
    kind: 'oops',
    severity: 'error',
    hints: ['BUG: '],
    start: /(?:^|\] ?|kernel: )BUG: (.*)$/,
    end: traceEnd,
    title: (match) => `Kernel bug: ${message(match)}`,
  },
  {
    kind: 'oops',
    severity: 'error',
    hints: ['stack-protector: Kernel stack is corrupted'],
    start: /stack-protector: Kernel stack is corrupted in: ?(.*)$/,
    title: (match) => `Kernel stack is corrupted in ${message(match)}`,
  },
  {
    kind: 'outOfMemory',
    severity: 'error',
    hints: ['invoked oom-killer'],
    start: /([^\s\]]+) invoked oom-killer/,
    end: /[Oo]ut of memory: Kill(?:ed)? process|oom_reaper: reaped/,
    title: (match) => `Out of memory: ${match[1] ?? ''} invoked the OOM killer`,
  },
  {
    kind: 'outOfMemory',
    severity: 'error',
    hints: ['ut of memory: Kill'],
    start: /[Oo]ut of memory: Kill(?:ed)? process \d+ \(([^)]*)\)/,
    title: (match) => `Out of memory: the kernel killed ${match[1] ?? ''}`,
  },
  {
    kind: 'ioError',
    severity: 'error',
    hints: ['rejecting I/O to offline device'],
    start: /(\S+ )?rejecting I\/O to offline device/,
    title: (match) => `Disk gone: ${match[0]}`,
  },
  {
    kind: 'ioError',
    severity: 'error',
    hints: ['Delayed block allocation failed', 'EXT4-fs error', 'SQUASHFS error', 'Remounting filesystem read-only'],
    start:
      /((?:EXT4-fs .*Delayed block allocation failed|EXT4-fs error|SQUASHFS error|.*Remounting filesystem read-only).*)/,
    title: (match) => `File system error: ${message(match)}`,
  },
  {
    // A floppy drive that is not there does this at every boot.
    kind: 'ioError',
    severity: 'warning',
    hints: ['I/O error, dev'],
    start: /I\/O error, dev (\w+)/,
    title: (match) => `Read or write error on ${message(match)}`,
  },
  {
    kind: 'crash',
    severity: 'error',
    hints: ['segfault at'],
    start: /([^\s\]]+)\[\d+\]: segfault at /,
    title: (match) => `Crash: ${message(match)} (segmentation fault)`,
  },
];
