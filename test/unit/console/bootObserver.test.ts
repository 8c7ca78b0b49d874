import { describe, expect, it } from 'vitest';
import { BootObserver, type BootObserverOptions } from '../../../src/core/console/bootObserver.ts';
import { UserError } from '../../../src/core/common/userError.ts';

const observe = (log: string, options?: BootObserverOptions): BootObserver => {
  const observer = new BootObserver(options);
  observer.push(Buffer.from(log), 1000);
  return observer;
};

/** `phase@text that stands at its offset` */
const phasesOf = (log: string): string[] => {
  const observer = observe(log);
  observer.end();
  const bytes = Buffer.from(log);
  return observer.boots.flatMap(({ phases }) =>
    phases.map(({ phase, byteOffset }) => `${phase}@${bytes.subarray(byteOffset, byteOffset + 8).toString()}`),
  );
};

describe('boot phases', () => {
  const boots: Readonly<Record<string, { log: string; phases: readonly string[] }>> = {
    'NixOS from ISOLINUX': {
      log: `SeaBIOS (version 1.16.3)\r\nBooting from DVD/CD...\r\n
ISOLINUX 6.04   Copyright (C) 1994-2015 H. Peter Anvin et al\r\n\x1b[2J\x1b[1;1HNixOS Installer\x1b[33;35HAutomatic boot in 2 seconds...
[    0.000000] Linux version 6.12.54 (nixbld@localhost)\r\n\r\r\n\x1b[1;32m<<< NixOS Stage 1 >>>\x1b[0m\r\n
\x1b[1;32m<<< NixOS Stage 2 >>>\x1b[0m\r\nWelcome to NixOS 25.05 (Warbler)!\r\n[\x1b[0;32m  OK  \x1b[0m] Started \x1b[0;1;39mX\x1b[0m.\r\n
\r\nnixos login: nixos (automatic login)\r\n`,
      phases: [
        'firmware@SeaBIOS ',
        'bootLoader@ISOLINUX',
        'kernel@[    0.0',
        'initrd@\x1b[1;32m<',
        'userspace@\x1b[1;32m<',
        'login@nixos lo',
      ],
    },
    'Debian from UEFI and GRUB': {
      log: `UEFI firmware (version edk2-stable202302)\nBdsDxe: loading Boot0001 "UEFI QEMU DVD-ROM"\nBdsDxe: starting Boot0001
Welcome to GRUB!\nEFI stub: Loaded initrd from LINUX_EFI_INITRD_MEDIA_GUID device path\n[    0.000000] Linux version 6.1.0-18-amd64
Loading, please wait...\nBegin: Mounting root file system ... \n[    3.000000] systemd[1]: Running in initrd.\n[    4.0] x
Welcome to Debian GNU/Linux 12 (bookworm)!\n\ndebian login: `,
      phases: [
        'firmware@UEFI fir',
        'bootLoader@Welcome ',
        'kernel@EFI stub',
        'initrd@Loading,',
        'userspace@Welcome ',
        'login@debian l',
      ],
    },
    'systemd in the initrd says "OK" too': {
      log: `[    0.000000] Linux version 6.1.0\n[    1.000000] systemd[1]: Running in initrd.\nWelcome to Fedora Linux 39 dracut-059 (Initramfs)!
[  OK  ] Reached target Initrd Root Device.\n[  OK  ] Started Demo in the initrd.\nWelcome to Fedora Linux 39!\n[  OK  ] Started Demo.\n`,
      phases: ['kernel@[    0.0', 'initrd@[    1.0', 'userspace@Welcome '],
    },
    'a kernel that is quiet until something is wrong': {
      log: `ISOLINUX 6.04 x\nLoading /boot/initrd...ok\n[  137.518043] I/O error, dev fd0, sector 0\n<<< Welcome to NixOS 24.05 (x86_64) - ttyS0 >>>\n`,
      phases: ['bootLoader@ISOLINUX', 'kernel@[  137.5', 'userspace@<<< Welc'],
    },
    'a menu alone': {
      log: `ISOLINUX 6.04 x\r\n\x1b[2J\x1b[33;35HAutomatic boot in 9 seconds...`,
      phases: ['bootLoader@ISOLINUX'],
    },
    'the word login in ordinary text': {
      log: `[    0.000000] Linux version 6.1.0\nTo login: use the console\nLast login: Mon Jan  1 on ttyS0\n`,
      phases: ['kernel@[    0.0'],
    },
  };
  for (const [name, { log, phases }] of Object.entries(boots)) {
    it(`reads ${name}`, () => {
      expect(phasesOf(log)).toEqual(phases);
    });
  }

  it('gives times, tells each phase once, and ready and stopped from outside', () => {
    const observer = new BootObserver();
    const told: string[] = [];
    observer.onPhase(({ phase, atMs }) => told.push(`${phase} ${String(atMs)}`));
    expect(observer.phase).toBe('firmware');
    observer.push(Buffer.from('Linux version 6.1.0\nWelcome to Debian!\n'), 10);
    observer.push(Buffer.from('Welcome to Debian!\nhost login: '), 20);
    observer.markReady(30);
    observer.markReady(31);
    observer.markStopped(40);
    expect(told).toEqual(['kernel 10', 'userspace 10', 'login 20', 'ready 30', 'stopped 40']);
    expect(observer.phase).toBe('stopped');
  });

  it('stays failed after a fatal failure, whatever comes after', () => {
    const observer = observe('Linux version 6.1.0\nYou are in emergency mode. x\nWelcome to Debian!\nhost login: ');
    observer.markReady(5);
    expect(observer.phases.map(({ phase }) => phase)).toEqual(['kernel', 'failed']);
    expect(observer.logins).toHaveLength(1);
    observer.markStopped(6);
    expect(observer.phase).toBe('stopped');
  });
});

describe('restarts', () => {
  const boot = 'ISOLINUX 6.04 x\n[    0.000000] Linux version 6.1.0\nWelcome to Debian!\nhost login: root\n';
  const summary = (log: string): string[] =>
    observe(log).boots.map(({ phases, unexpected }) => `${phases.length}${unexpected ? ' unexpected' : ''}`);

  it('starts the phases anew after an orderly reboot', () => {
    const observer = observe(`${boot}[   60.000000] reboot: Restarting system\n${boot}`);
    expect(observer.boots.map(({ unexpected }) => unexpected)).toEqual([false, false]);
    expect(observer.phases.map(({ phase }) => phase)).toEqual(['bootLoader', 'kernel', 'userspace', 'login']);
    expect(observer.failures).toEqual([]);
    expect(observer.endMarker).toBeUndefined();
  });

  it('calls a boot loader without a shutdown before it an unexpected reboot, with what stood before', () => {
    const observer = observe(`${boot}last words\n${boot}`);
    expect(observer.boots.map(({ unexpected }) => unexpected)).toEqual([false, true]);
    const byteStart = boot.length + 'last words\n'.length;
    expect(observer.failures).toMatchObject([
      { kind: 'unexpectedReboot', trace: ['last words', 'ISOLINUX 6.04 x'], byteStart },
    ]);
  });

  it('knows when the present boot began, and how long the first one took to be ready', () => {
    const observer = new BootObserver();
    const boot = Buffer.from('SeaBIOS (version 1.16.3)\n[    0.000000] Linux version 6.1.0\nWelcome to Debian!\n');
    observer.push(boot, 1_000);
    expect([observer.bootAtMs, observer.bootMs]).toEqual([0, undefined]);
    observer.markReady(31_000);
    expect([observer.bootAtMs, observer.bootMs]).toEqual([0, 31_000]);
    observer.expectRestart();
    observer.push(boot, 3_600_000);
    expect([observer.bootAtMs, observer.bootMs]).toEqual([3_600_000, 31_000]);
    observer.markReady(3_640_000);
    expect([observer.bootAtMs, observer.bootMs]).toEqual([3_600_000, 31_000]);
  });

  it('takes the time of a boot from its own beginning, where one before was never ready', () => {
    const observer = new BootObserver();
    const boot = Buffer.from('SeaBIOS (version 1.16.3)\n[    0.000000] Linux version 6.1.0\nWelcome to Debian!\n');
    observer.push(boot, 1_000);
    observer.push(boot, 3_600_000);
    observer.markReady(3_631_000);
    expect(observer.bootMs).toBe(31_000);
  });

  it('is not surprised by a restart that somebody asked for', () => {
    const observer = observe(boot);
    observer.expectRestart();
    observer.push(Buffer.from(boot));
    expect(observer.boots.map(({ unexpected }) => unexpected)).toEqual([false, false]);
    expect(observer.failures).toEqual([]);
  });

  it('notices a machine that restarts in its boot loader', () => {
    expect(summary('SeaBIOS (version 1)\nISOLINUX 6.04 x\nSeaBIOS (version 1)\nISOLINUX 6.04 x\n')).toEqual([
      '2',
      '2 unexpected',
    ]);
    expect(summary('ISOLINUX 6.04 x\nLoading /initrd... ok\nISOLINUX 6.04 x\n')).toEqual(['1', '1 unexpected']);
  });

  it('notices a kernel that panics and starts again', () => {
    const kernel = '[    0.000000] Linux version 6.1.0\n[    1.000000] Kernel panic - not syncing: x\n';
    const observer = observe(kernel + kernel);
    expect(observer.boots.map(({ phases }) => phases.map(({ phase }) => phase))).toEqual([
      ['kernel', 'failed'],
      ['kernel', 'failed'],
    ]);
    expect(observer.failures.map(({ kind }) => kind)).toEqual(['kernelPanic', 'unexpectedReboot', 'kernelPanic']);
  });

  it('does not take dmesg in a shell for a reboot', () => {
    const dmesg = `host# dmesg\n[    0.000000] Linux version 6.1.0\n[    5.000000] systemd[1]: Started Demo.\nhost# poweroff
The system will power off now!\n[  OK  ] Reached target System Shutdown.\n[  OK  ] Finished System Power Off.\n[   90.000000] reboot: Power down\n`;
    expect(summary(boot + dmesg)).toEqual(['4']);
    expect(observe(boot + dmesg).failures).toEqual([]);
  });

  it("takes a kernel's banner for a reboot when a boot follows", () => {
    const observer = observe(`${boot}[    0.000000] Linux version 6.1.0\nLoading, please wait...\n`);
    expect(observer.boots[1]).toEqual({
      byteStart: boot.length,
      atMs: 1000,
      unexpected: true,
      phases: [
        { phase: 'kernel', byteOffset: boot.length, atMs: 1000 },
        { phase: 'initrd', byteOffset: boot.length + 35, atMs: 1000 },
      ],
    });
  });

  it("does not take an early console's messages, printed again, for a reboot", () => {
    const early = '[    0.000000] Linux version 6.1.0\n[    0.500000] x\n';
    expect(summary(early + early)).toEqual(['1']);
  });
});

describe('logins and units', () => {
  it('sees a prompt before its line ends, and the user that is typed', () => {
    const observer = observe('host login: ');
    expect(observer.logins).toEqual([{ kind: 'prompt', host: 'host', byteOffset: 0, atMs: 1000 }]);
    observer.push(Buffer.from('root\r\nPassword: \r\n\r\nLogin incorrect\r\nlogin: '), 2000);
    expect(observer.logins.map(({ kind, user }) => [kind, user])).toEqual([
      ['prompt', 'root'],
      ['refused', undefined],
      ['prompt', undefined],
    ]);
  });

  it('sees automatic logins, and is not fooled by kernel messages in the prompt', () => {
    expect(observe('nixos login: nixos (automatic login)\r\n').logins).toMatchObject([
      { kind: 'automatic', user: 'nixos', host: 'nixos' },
    ]);
    expect(observe('host login: [   30.000000] random: crng init done\n').logins).toEqual([
      { kind: 'prompt', host: 'host', byteOffset: 0, atMs: 1000 },
    ]);
    expect(observe('Login timed out after 60 seconds.\n').logins).toMatchObject([{ kind: 'timedOut' }]);
  });

  it('lists units that failed to start, each once', () => {
    const observer = observe(
      '[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mDemo\x1b[0m.\r\nOct 08 06:07:50 h systemd[1]: Failed to start Demo.\n[FAILED] Failed to start b.service - B.\n',
    );
    expect(observer.failedUnits.map(({ name }) => name)).toEqual(['Demo', 'b.service - B']);
  });
});

describe('failures while streaming', () => {
  it('tells of a panic with its first line, and again with its whole trace', () => {
    const observer = new BootObserver();
    const told: string[] = [];
    observer.onFailure(({ title, trace }) => told.push(`${title} ${trace.length}`));
    observer.onFailureCompleted(({ failure, previous }) =>
      told.push(`${failure.trace.length} was ${previous.trace.length}`),
    );
    observer.push(Buffer.from('[    1.0] Kernel panic - not syncing: gone\n'), 1);
    expect(told).toEqual(['Kernel panic: gone 1']);
    observer.push(Buffer.from('[    1.1] CPU: 0\n[    1.2] ---[ end Kernel panic - not syncing: gone ]---\n'), 2);
    expect(told).toEqual(['Kernel panic: gone 1', '3 was 1']);
    expect(observer.failures).toHaveLength(1);
    expect(observer.failures[0]?.trace).toHaveLength(3);
  });

  it('ends a trace that nothing follows', () => {
    const observer = observe('[    1.000000] Kernel panic - not syncing: gone\n[    1.1] CPU: 0\n');
    observer.tick(4000);
    expect(observer.failures[0]?.trace).toHaveLength(2);
  });

  it('tells of a prompt before its line ends, and counts it once it is whole', () => {
    const observer = new BootObserver();
    const told: string[] = [];
    observer.onPhase(({ phase, atMs }) => told.push(`${phase} at ${atMs ?? '?'}`));
    observer.onFailure(({ trace }) => told.push(`failure: ${trace.join()}`));
    observer.onFailureCompleted(({ failure, previous }) => {
      told.push(`failure: ${failure.trace.join()} was ${previous.trace.join()} at ${failure.atMs ?? '?'}`);
    });
    observer.push(Buffer.from('Welcome to GRUB!\r\ngrub rescue> '), 1);
    const first = ['bootLoader at 1', 'failed at 1', 'failure: grub rescue>'];
    expect(told).toEqual(first);
    expect(observer.failures.map(({ trace }) => trace)).toEqual([['grub rescue>']]);
    expect(observer.phases.map(({ phase }) => phase)).toEqual(['bootLoader', 'failed']);
    observer.push(Buffer.from('l'), 2);
    observer.push(Buffer.from('s\r\ngrub rescue> '), 3);
    expect(told).toEqual([...first, 'failure: grub rescue> ls was grub rescue> at 1']);
    expect(observer.failures.map(({ trace }) => trace)).toEqual([['grub rescue> ls']]);
    expect(observer.phases.map(({ phase }) => phase)).toEqual(['bootLoader', 'failed']);
  });

  it('keeps the phase that a prompt showed when the guest channel stands before anybody types', () => {
    const observer = observe('Welcome to Debian!\r\nhost login: ');
    observer.markReady(2000);
    expect(observer.phases.map(({ phase }) => phase)).toEqual(['userspace', 'login', 'ready']);
    observer.push(Buffer.from('root\r\n'), 3000);
    expect(observer.phases.map(({ phase }) => phase)).toEqual(['userspace', 'login', 'ready']);
  });

  it('sees a login prompt prove that the kernel before it was no output of dmesg', () => {
    const observer = observe('Welcome to A!\nhost login: root\n# \n[    0.000000] Linux version 6.1.0\nhost login: ');
    expect(observer.boots.map(({ phases }) => phases.map(({ phase }) => phase))).toEqual([
      ['userspace', 'login'],
      ['kernel', 'login'],
    ]);
    expect(observer.failures).toMatchObject([
      { kind: 'unexpectedReboot', trace: ['#', '[    0.000000] Linux version 6.1.0'] },
    ]);
  });

  it('does not take the beginning of a sentence for a login prompt', () => {
    const observer = observe('Welcome to A!\nThe login:');
    expect([observer.phase, observer.logins]).toEqual(['userspace', []]);
  });

  it('sees an emergency prompt before its line ends', () => {
    const observer = observe('Give root password for maintenance\n(or press Control-D to continue): ');
    expect(observer.failures).toMatchObject([{ kind: 'emergencyShell', severity: 'fatal' }]);
    const grub = observe('Welcome to GRUB!\nerror: no such device: 1234.\nEntering rescue mode...\ngrub rescue> ');
    expect(grub.failures.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual([
      'bootLoaderError error',
      'bootLoaderError fatal',
    ]);
  });

  it('notices silence in a phase that should talk, once, with the last text', () => {
    const observer = observe('Linux version 6.1.0\n[    1.000000] last words', { silenceMs: { kernel: 5000 } });
    observer.tick(5900);
    expect(observer.failures).toEqual([]);
    observer.tick(6100);
    observer.tick(9000);
    expect(observer.failures).toMatchObject([
      {
        kind: 'silence',
        title: 'No output for 5 s in the phase kernel',
        trace: ['[    1.000000] last words'],
        atMs: 6100,
      },
    ]);
    observer.push(Buffer.from('Welcome to Debian!\nhost login: '), 10_000);
    observer.tick(99_000);
    expect(observer.failures).toHaveLength(1);
  });

  it('waits less long for the login prompt of a boot that is complete', () => {
    const boot = 'Linux version 6.1.0\nsystemd[1]: Detected architecture x86-64.\n\nWelcome to Debian!\n';
    const silenceAt = (lastLine: string): unknown[] => {
      const observer = observe(`${boot}${lastLine}\n`, { silenceMs: { userspace: 180_000 } });
      expect(observer.phase).toBe('userspace');
      observer.tick(70_000);
      return observer.failures.map(({ trace }) => trace);
    };
    const complete = '[  OK  ] Reached target graphical.target - Graphical Interface.';
    expect(silenceAt(complete)).toEqual([[complete]]);
    expect(silenceAt('[  OK  ] Reached target basic.target - Basic System.')).toEqual([]);
  });

  it('notices a machine that never says anything', () => {
    const observer = new BootObserver({ silenceMs: { firmware: 30_000 } });
    observer.tick(31_000);
    expect(observer.failures).toMatchObject([{ kind: 'silence', trace: [], byteStart: 0, byteEnd: 0 }]);
  });

  it('knows the patterns of a profile', () => {
    const patterns = [{ pattern: '^STATE=(?:failed|error)$', title: 'Storage failed', severity: 'fatal' as const }];
    const observer = observe('x STATE=failed\nSTATE=\x1b[31mfailed\x1b[0m\r\n', { patterns });
    expect(observer.failures).toMatchObject([
      { kind: 'custom', title: 'Storage failed', severity: 'fatal', byteStart: 15 },
    ]);
    expect(() => new BootObserver({ patterns: [{ pattern: '(', title: 'x', severity: 'error' }] })).toThrow(UserError);
  });

  it('holds no more than 64 KiB of an endless line, and still reads on', () => {
    const observer = new BootObserver();
    for (let index = 0; index < 100; index++) observer.push(Buffer.alloc(10_000, 'x'));
    observer.push(Buffer.from('\nhost login: '));
    expect(observer.logins).toMatchObject([{ byteOffset: 1_000_001 }]);
  });
});
