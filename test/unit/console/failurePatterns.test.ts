import { describe, expect, it } from 'vitest';
import type { ConsoleFailure, ConsoleFailureKind } from '../../../src/core/console/phases/bootPhase.ts';
import { BootObserver } from '../../../src/core/console/bootObserver.ts';
import { failurePatterns } from '../../../src/core/console/failures/failurePatterns.ts';
import { qemuExitPattern } from '../../../src/core/console/failures/qemuExitPattern.ts';

interface Excerpt {
  readonly kind: ConsoleFailureKind;
  readonly severity: ConsoleFailure['severity'];
  readonly title: string | RegExp;
  readonly console: string;
  /** First and last line of the trace; one line unless given. */
  readonly last?: string;
  readonly lines?: number;
  /** What has to be on the console before. */
  readonly before?: string;
}

const before = 'SeaBIOS (version 1.16.3)\nsomething ordinary\n';
const after = '\x1b[0m$ something else\n';

/** One real-looking excerpt per pattern. */
const excerpts: readonly Excerpt[] = [
  {
    kind: 'kernelPanic',
    severity: 'fatal',
    title: 'Kernel panic: VFS: Unable to mount root fs on unknown-block(0,0)',
    console: `[    2.101010] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
[    2.101500] CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.0 #1
[    2.101900] Call Trace:
[    2.102000]  <TASK>
[    2.102100]  panic+0x118/0x2f0
[    2.103000] ---[ end Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) ]---
`,
    lines: 6,
    last: '---[ end Kernel panic',
  },
  {
    kind: 'kernelPanic',
    severity: 'fatal',
    title: 'Kernel panic: stack-protector: Kernel stack is corrupted in: do_init_module+0x1/0x2',
    console:
      'login: [    9.000001][    T1] Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: do_init_module+0x1/0x2\n---[ end Kernel panic ]---\n',
    lines: 2,
    last: '---[ end Kernel panic',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel stack is corrupted in do_thing+0x1/0x2',
    console: '[    9.000001] stack-protector: Kernel stack is corrupted in: do_thing+0x1/0x2\n',
  },
  {
    kind: 'oops',
    severity: 'warning',
    title: 'Kernel warning at kernel/module/main.c:123 demo_init+0x7/0x10',
    console: `[   12.000000] ------------[ cut here ]------------
[   12.000001] WARNING: CPU: 1 PID: 77 at kernel/module/main.c:123 demo_init+0x7/0x10 [demo]
[   12.000002] Modules linked in: demo(+)
[   12.000003] Call Trace:
[   12.000004]  do_one_initcall+0x56/0x2a0
[   12.000005] ---[ end trace 0000000000000000 ]---
`,
    lines: 6,
    last: '---[ end trace',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel bug at mm/slub.c:4100',
    console: `[   12.000000] ------------[ cut here ]------------
[   12.000001] kernel BUG at mm/slub.c:4100!
[   12.000002] invalid opcode: 0000 [#1] PREEMPT SMP
[   12.000003] RIP: 0010:kfree+0x1/0x2
[   12.000005] ---[ end trace 0000000000000000 ]---
`,
    lines: 5,
    last: '---[ end trace',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel bug: unable to handle page fault for address: ffffffffc0000010',
    console: `[   20.500000] BUG: unable to handle page fault for address: ffffffffc0000010
[   20.500001] #PF: supervisor read access in kernel mode
[   20.500002] Oops: 0000 [#1] PREEMPT SMP NOPTI
[   20.500003] CPU: 0 PID: 99 Comm: insmod
[   20.500004] ---[ end trace 0000000000000000 ]---
`,
    lines: 5,
    last: '---[ end trace',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel oops: 0002 [#1] SMP PTI',
    console: '[    3.000000] Oops: 0002 [#1] SMP PTI\n[    3.000001] ---[ end trace 1 ]---\n',
    lines: 2,
    last: '---[ end trace',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel oops: BUG: 0 [#1] ARM',
    console: '[    3.000000] Internal error: Oops - BUG: 0 [#1] ARM\n---[ end trace 1 ]---\n',
    lines: 2,
    last: '---[ end trace',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel oops: Unhandled fault: external abort on non-linefetch (0x008) at 0xb6f5a000',
    console:
      '[    3.000000] Unhandled fault: external abort on non-linefetch (0x008) at 0xb6f5a000\n---[ end trace 1 ]---\n',
    lines: 2,
    last: '---[ end trace',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel memory error found by KASAN: slab-out-of-bounds in demo_write+0x1/0x2',
    console: `[   30.000000] ==================================================================
[   30.000001] BUG: KASAN: slab-out-of-bounds in demo_write+0x1/0x2
[   30.000002] Write of size 1 at addr ffff888000000000 by task sh/1
[   30.000003] ==================================================================
`,
    lines: 3,
    last: '=====',
  },
  {
    kind: 'oops',
    severity: 'error',
    title: 'Kernel memory error found by KFENCE: out-of-bounds read in demo_read+0x1/0x2',
    console: `[   30.000001] BUG: KFENCE: out-of-bounds read in demo_read+0x1/0x2
[   30.000003] ==================================================================
`,
    lines: 2,
    last: '=====',
  },
  {
    kind: 'lockup',
    severity: 'error',
    title: 'Soft lockup: CPU#0 stuck for 22 s',
    console: `[  100.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [modprobe:123]
[  100.000001] Modules linked in: demo
[  100.000002] CPU: 0 PID: 123 Comm: modprobe
`,
    lines: 3,
    last: 'CPU: 0 PID: 123',
  },
  {
    kind: 'lockup',
    severity: 'error',
    title: 'Hard lockup: CPU#1',
    console: '[  100.000000] NMI watchdog: Watchdog detected hard LOCKUP on cpu 1\n',
  },
  {
    kind: 'lockup',
    severity: 'error',
    title: 'Workqueue lockup: pool cpus=0 node=0 flags=0x0 nice=0 stuck for 34s!',
    console: '[  100.000000] BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 34s!\n',
  },
  {
    kind: 'lockup',
    severity: 'error',
    title: 'RCU stall: rcu_preempt detected stalls on CPUs/tasks:',
    console: `[   60.000000] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
[   60.000001] rcu:     1-...!: (0 ticks this GP) idle=0/1/0x0
`,
    lines: 2,
    last: 'ticks this GP',
  },
  {
    kind: 'lockup',
    severity: 'error',
    title: 'RCU stall: rcu_sched self-detected stall on CPU',
    console: '[   60.000000] rcu: INFO: rcu_sched self-detected stall on CPU\n',
  },
  {
    kind: 'hungTask',
    severity: 'error',
    title: 'Hung task: mount blocked for more than 120 s',
    console: `[  242.000000] INFO: task mount:301 blocked for more than 120 seconds.
[  242.000001]       Not tainted 6.1.0 #1
[  242.000002] "echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
[  242.000003] task:mount           state:D stack:0     pid:301
`,
    lines: 4,
    last: 'state:D',
  },
  {
    kind: 'outOfMemory',
    severity: 'error',
    title: 'Out of memory: python3 invoked the OOM killer',
    console: `[   50.000000] python3 invoked oom-killer: gfp_mask=0x140dca, order=0, oom_score_adj=0
[   50.000001] Mem-Info:
[   50.000002] Out of memory: Killed process 512 (python3) total-vm:900000kB
`,
    lines: 3,
    last: 'Killed process 512',
  },
  {
    kind: 'outOfMemory',
    severity: 'error',
    title: 'Out of memory: the kernel killed stress',
    console: '[   50.000002] Memory cgroup out of memory: Killed process 9 (stress) total-vm:9kB\n',
  },
  {
    kind: 'ioError',
    severity: 'error',
    title: 'Disk gone: 0:0:0:0: rejecting I/O to offline device',
    console: '[   70.000000] sd 0:0:0:0: rejecting I/O to offline device\n',
  },
  {
    kind: 'ioError',
    severity: 'error',
    title: /^File system error: EXT4-fs \(vda1\): .*Delayed block allocation failed/,
    console:
      '[   70.000000] EXT4-fs (vda1): mpage_map: Delayed block allocation failed for inode 12 at logical offset 0\n',
  },
  {
    kind: 'ioError',
    severity: 'error',
    title: /^File system error: SQUASHFS error: zlib decompression failed/,
    console: '[   70.000000] SQUASHFS error: zlib decompression failed, data probably corrupt\n',
  },
  {
    kind: 'ioError',
    severity: 'warning',
    title: 'Read or write error on fd0',
    console: '[   70.000000] I/O error, dev fd0, sector 0 op 0x0:(READ) flags 0x0\n',
  },
  {
    kind: 'crash',
    severity: 'error',
    title: 'Crash: demo (segmentation fault)',
    console: '[   70.000000] demo[321]: segfault at 0 ip 000055 sp 00007f error 4 in demo[5500+1000]\n',
  },
  {
    kind: 'crash',
    severity: 'error',
    title: 'Crash: demo.service: Main process exited, code=dumped, status=11/SEGV',
    console: '[   70.000000] systemd[1]: demo.service: Main process exited, code=dumped, status=11/SEGV\n'.replace(
      'systemd[1]: ',
      '',
    ),
  },
  { kind: 'crash', severity: 'error', title: 'Crash: Aborted (core dumped)', console: 'Aborted (core dumped)\n' },
  {
    kind: 'crash',
    severity: 'error',
    title: 'Crash: Process 321 (demo) of user 0 dumped core',
    console: 'Nov 26 11:00:00 nixos systemd-coredump[330]: Process 321 (demo) of user 0 dumped core.\n',
  },
  {
    kind: 'noBootableDevice',
    severity: 'fatal',
    title: 'No bootable device: No bootable device.',
    console: 'No bootable device.\n',
  },
  {
    kind: 'noBootableDevice',
    severity: 'fatal',
    title: 'No bootable device: No bootable option or device was found.',
    console: 'BdsDxe: No bootable option or device was found.\n',
  },
  {
    kind: 'noBootableDevice',
    severity: 'error',
    title: 'Boot failed: not a bootable disk',
    console: 'Boot failed: not a bootable disk\n',
  },
  {
    kind: 'noBootableDevice',
    severity: 'warning',
    title: 'Firmware failed to load Boot0001 "UEFI QEMU HARDDISK" from PciRoot(0x0): Not Found',
    console: 'BdsDxe: failed to load Boot0001 "UEFI QEMU HARDDISK" from PciRoot(0x0): Not Found\n',
  },
  {
    kind: 'bootLoaderError',
    severity: 'fatal',
    title: 'Boot loader: Boot failed: please change disks and press a key to continue.',
    console: 'Boot failed: please change disks and press a key to continue.\n',
  },
  {
    kind: 'bootLoaderError',
    severity: 'fatal',
    title: 'GRUB: alloc magic is broken at 0x7ff12340',
    console: 'alloc magic is broken at 0x7ff12340\n',
  },
  {
    kind: 'bootLoaderError',
    severity: 'fatal',
    title: 'GRUB: free magic is broken at 0x7ff12340: 0x0',
    console: 'free magic is broken at 0x7ff12340: 0x0\n',
  },
  {
    kind: 'bootLoaderError',
    severity: 'fatal',
    title: 'GRUB found no usable configuration and waits in its rescue shell',
    console: 'grub rescue> \n',
  },
  {
    kind: 'bootLoaderError',
    severity: 'error',
    title: "Boot loader: file `/vmlinuz' not found.",
    before: 'Welcome to GRUB!\n',
    console: "error: file `/vmlinuz' not found.\n",
  },
  {
    kind: 'bootLoaderError',
    severity: 'error',
    title: 'Boot loader: Could not find kernel image: linux',
    console: 'Could not find kernel image: linux\n',
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    title: 'NixOS stage 1 failed and waits at its failure menu',
    before: '<<< NixOS Stage 1 >>>\n',
    console: `An error occurred in stage 1 of the boot process, which must mount the
root filesystem on \`/mnt-root' and then start stage 2.  Press one
of the following keys:

  r) to reboot immediately
  *) to ignore the error and continue
`,
    lines: 5,
    last: '  *) to ignore',
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    title: 'dracut could not start the system and stopped in the initrd',
    console: '[    9.000000] dracut: Refusing to continue\n',
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    title: 'Stopped in the initrd: ALERT!  /dev/vda9 does not exist.  Dropping to a shell!',
    console: 'ALERT!  /dev/vda9 does not exist.  Dropping to a shell!\n',
  },
  {
    kind: 'initrdShell',
    severity: 'fatal',
    title: 'Stopped in the initrd at its emergency shell',
    console: '(initramfs) \n',
  },
  {
    kind: 'emergencyShell',
    severity: 'fatal',
    title: 'The system stopped in emergency mode',
    console: `You are in emergency mode. After logging in, type "journalctl -xb" to view
system logs, "systemctl reboot" to reboot, "exit"
Give root password for maintenance
`,
    lines: 4,
    last: 'something else',
  },
  {
    kind: 'emergencyShell',
    severity: 'fatal',
    title: 'The system stopped in emergency mode',
    console: 'Press Enter for emergency shell or wait 5 minutes for reboot.\n',
    lines: 2,
  },
  {
    kind: 'emergencyShell',
    severity: 'fatal',
    title: 'The system stopped in emergency mode',
    console: '         Starting Emergency Shell...\n',
    lines: 2,
  },
  {
    kind: 'emergencyShell',
    severity: 'fatal',
    title: 'The system stopped in emergency mode',
    console: '[   12.500000] systemd[1]: Reached target Emergency Mode.\n',
    lines: 2,
  },
  {
    kind: 'qemuExit',
    severity: 'fatal',
    title: 'QEMU: could not open disk',
    console: 'qemu-system-x86_64: could not open disk\n',
  },
  {
    kind: 'gettyFlapping',
    severity: 'warning',
    title: "The console's login restarts again and again (serial-getty@ttyS0.service)",
    console: '[   10.0] systemd[1]: serial-getty@ttyS0.service: Service hold-off time over, scheduling restart.\n',
  },
  {
    kind: 'deviceTimeout',
    severity: 'error',
    title: 'Timed out waiting for device /dev/vda9',
    console: '[\x1b[0;1;31m TIME \x1b[0m] Timed out waiting for device \x1b[0;1;39m/dev/vda9\x1b[0m.\n',
  },
  {
    // systemd 252 cuts a long name in the middle of its own colours.
    kind: 'deviceTimeout',
    severity: 'error',
    title: 'Timed out waiting for device /dev/disk/by-label/persist',
    console:
      '[\x1b[0;1;31m TIME \x1b[0m] Timed out waiting for device \x1b[0;1;39m0;1;… - /dev/disk/by-label/persist\x1b[0m.\n',
  },
  {
    kind: 'deviceTimeout',
    severity: 'error',
    title: 'Timed out waiting for device dev-vda9.device',
    console: '[   95.000000] systemd[1]: dev-vda9.device: Job dev-vda9.device/start timed out.\n',
  },
  {
    kind: 'deviceTimeout',
    severity: 'error',
    title: 'Gave up waiting for root file system device.  Common problems:',
    console: 'Gave up waiting for root file system device.  Common problems:\n',
  },
  {
    kind: 'dependencyFailed',
    severity: 'error',
    title: 'Dependency failed for /data',
    console: '[\x1b[0;1;38;5;185mDEPEND\x1b[0m] Dependency failed for \x1b[0;1;39m/data\x1b[0m.\n',
  },
  {
    kind: 'unitFailed',
    severity: 'error',
    title: 'Failed to start Pre-NixOS setup',
    console: '[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mPre-NixOS setup\x1b[0m.\n',
  },
  {
    kind: 'unitFailed',
    severity: 'error',
    title: 'Failed to start demo.service - Demo',
    console: 'Oct 08 06:07:50 host systemd[1]: Failed to start demo.service - Demo.\n',
  },
  {
    kind: 'unitFailed',
    severity: 'warning',
    title: 'Failed unmounting /iso',
    console: '[FAILED] Failed unmounting /iso.\n',
  },
  {
    kind: 'unitFailed',
    severity: 'error',
    title: 'Generator failed: /lib/systemd/system-generators/demo with exit status 1',
    console: '[    5.000000] systemd[90]: /lib/systemd/system-generators/demo failed with exit status 1.\n',
  },
  {
    kind: 'orderingCycle',
    severity: 'error',
    title: 'Ordering cycle found, skipping Demo',
    console: '[\x1b[0;1;31m SKIP \x1b[0m] Ordering cycle found, skipping \x1b[0;1;39mDemo\x1b[0m\n',
  },
  {
    kind: 'orderingCycle',
    severity: 'error',
    title: 'Found ordering cycle on a.service/start',
    console: '[    5.000000] systemd[1]: b.service: Found ordering cycle on a.service/start\n',
  },
  {
    kind: 'stuckJob',
    severity: 'error',
    title: 'A start job is stuck: /dev/ttyS0',
    console:
      '[ \x1b[0;31m*\x1b[0;1;31m*\x1b[0m\x1b[0;31m*  \x1b[0m] A start job is running for /dev/ttyS0 (1min 32s / 1min 30s)\r\n',
  },
  {
    kind: 'stuckJob',
    severity: 'error',
    title: 'A start job is stuck: Pre-NixOS setup',
    console: '[***   ] (1 of 2) A start job is running for Pre-NixOS setup (2min 1s / no limit)\r\n',
  },
];

const observe = (...chunks: readonly Buffer[]): BootObserver => {
  const observer = new BootObserver({ showsQemu: true });
  for (const chunk of chunks) observer.push(chunk);
  observer.end();
  return observer;
};

describe('failure patterns', () => {
  for (const excerpt of excerpts) {
    const { kind, severity, title, console: text, lines = 1, last } = excerpt;
    it(`finds ${kind}: ${String(title)}`, () => {
      const head = Buffer.from(excerpt.before ?? before);
      const log = Buffer.concat([head, Buffer.from(text), Buffer.from(after)]);
      const [failure, ...others] = observe(log).failures;
      expect(others).toEqual([]);
      expect(failure).toMatchObject({ kind, severity });
      if (typeof title === 'string') expect(failure?.title).toBe(title);
      else expect(failure?.title).toMatch(title);
      expect(failure?.trace).toHaveLength(lines);
      if (last !== undefined) expect(failure?.trace.at(-1)).toContain(last);
      expect(failure?.trace.join('')).not.toContain('\x1b');
      // The range holds the trace, from the first line's text to the last line's end.
      const range = log.subarray(failure?.byteStart, failure?.byteEnd).toString();
      expect(failure?.byteStart).toBeGreaterThanOrEqual(head.length);
      expect(range.endsWith('\n')).toBe(true);
      expect(range.split('\n').filter((line) => line.trim() !== '')).toHaveLength(lines);
    });
  }

  it('has an excerpt for every row of the table', () => {
    const text = excerpts.map(({ console: one }) => one).join('');
    const plain = text.replace(/\x1b\[[\d;]*m/g, '').split('\n');
    const missing = [...failurePatterns, qemuExitPattern].filter(
      ({ start }) => !plain.some((line) => start.test(line.trimEnd())),
    );
    expect(missing.map(({ start }) => start.source)).toEqual([]);
  });

  it('takes nothing for a failure that a person prints after the login', () => {
    const printed = `rd.shell=0 disable dropping to a shell
You are in emergency mode. After logging in, type "journalctl -xb" to view
Press Enter for maintenance
dracut: Refusing to continue
(initramfs) 
An error occurred in stage 1 of the boot process, which must mount the
`;
    const boot = '[  OK  ] Reached target Multi-User System.\n';
    expect(observe(Buffer.from(`${boot}nixos login: root\n${printed}`)).failures).toEqual([]);
    expect(observe(Buffer.from(`${boot}${printed}`)).failures).not.toEqual([]);
  });

  it('finds a shell that follows another failure of the boot', () => {
    const log = 'ALERT!  /dev/vda9 does not exist.  Dropping to a shell!\nYou are in emergency mode.\n';
    expect(observe(Buffer.from(log)).failures.map(({ kind }) => kind)).toEqual(['initrdShell', 'emergencyShell']);
  });

  it('takes no QEMU for its own that is started in the guest', () => {
    const observer = new BootObserver();
    observer.push(Buffer.from('qemu-system-x86_64: -accel kvm: failed to initialize kvm: Permission denied\n'));
    observer.end();
    expect(observer.failures).toEqual([]);
  });

  it('gives the same failures however the stream is split', () => {
    const chosen = excerpts.filter((_, index) => index % 9 === 0);
    for (const { console: text } of chosen) {
      const log = Buffer.from(before + text + after);
      const whole = observe(log).failures;
      expect(whole).toHaveLength(1);
      for (let at = 1; at < log.length; at++) {
        expect(observe(log.subarray(0, at), log.subarray(at)).failures).toEqual(whole);
      }
      expect(observe(...[...log].map((byte) => Buffer.from([byte]))).failures).toEqual(whole);
    }
  });

  it('takes nothing ordinary for a failure', () => {
    const log = `[  OK  ] Listening on Process Core Dump Socket.
[  OK  ] Listening on Userspace Out-Of-Memory (OOM) Killer Socket.
         Expecting device /dev/ttyS0...
[     *] (3 of 4) A start job is running for /dev/ttyS0 (26s / 1min 30s)
[   ***] (2 of 2) A start job is running for Pre-NixOS setup (31s / no limit)
[    0.000000] Kernel command line: panic=-1 oops=panic emergency
[   40.311791] systemd[1]: Queued start job for default target Multi-User System.
[    4.237000] /dev/root: Can't open blockdev
WARNING: Running as a non-root user. Functionality may be unavailable.
Dec 24 13:52:07 nixos pre-nixos-start[947]: warning: error: unable to download
  Failed to find logical volume "swap/swap"
Disabled core dumps.
core dump is off
E   assert "You are in emergency mode" not in log
grep -r "Press Enter for maintenance" /etc
$ grep "Kernel panic - not syncing" /var/log/messages
qemu-system-x86_64: warning: TCG doesn't support requested feature
`;
    expect(observe(Buffer.from(log)).failures).toEqual([]);
  });

  // Each of them takes minutes where the work grows with a power of the length.
  it.each([
    'system-generators/',
    'A start job is running for (',
    'A start job is running for x (a / ',
    'serial-getty: ',
    'core dump',
    '[] for maintenance',
    'a[1]: ',
  ])('no line without end that is made of %j keeps it busy', (thing) => {
    observe(Buffer.from(thing.repeat(65_000 / thing.length)), Buffer.from(thing.repeat(4_000_000 / thing.length)));
  });

  it('tells the same failure of one boot once', () => {
    const line = '[FAILED] Failed to start Demo.\n';
    const observer = observe(Buffer.from(line + line + `[    9.0] systemd[1]: Failed to start Demo.\n`));
    expect(observer.failures).toHaveLength(1);
  });

  it('bounds the number of failures it keeps', () => {
    const lines = Array.from({ length: 800 }, (_, index) => `[FAILED] Failed to start Demo ${index}.\n`);
    const observer = observe(Buffer.from(lines.join('')));
    expect(observer.failures).toHaveLength(500);
    expect(observer.droppedFailures).toBe(300);
  });
});
