/** What guests write to a serial console, in small: each kind that a terminal has to make sense of. */
export const consoleStories: Readonly<Record<string, Buffer>> = {
  'a boot menu of ISOLINUX, with its countdown': Buffer.from(
    'SeaBIOS (version 1.16.2)\r\n\r\nISOLINUX 6.04  Copyright\r\n\x1be\x1b%@\x1b)0\x1b(B\x1b[0;37;40m\x1b[?25l\x1b[2J\x1b[1;1H' +
      '\x0elqqqqqqqqqqk\x1b[2;1Hx\x0f\x1b[1m NixOS 25 \x1b[0m\x0ex\x1b[3;1Hmqqqqqqqqqqj\x0f\x1b[34;6HPress [Tab] to edit' +
      [3, 2, 1].map((left) => `\x1b[33;5HAutomatic boot in \x1b[1m${left}\x1b[0m seconds...`).join('') +
      '\x1b[0m\x1b[H\x1b[J\x1b[35;1HLoading /boot/bzImage... ok\r\nLoading /boot/initrd...ok\r\n',
  ),
  'a boot menu of GRUB, in UTF-8': Buffer.from(
    'Welcome to GRUB!\r\r\n\r\r\n\x1b[0m\x1b[30m\x1b[47m\x1b[37m\x1b[40m\x1b[2J\x1b[1;1H\x1b[2;30HGNU GRUB  version 2.06\r\r\n' +
      `\x1b[4;2H┌${'─'.repeat(76)}┐\x1b[5;2H│${' '.repeat(76)}│\x1b[6;2H│*Debian GNU/Linux${' '.repeat(59)}│` +
      `\x1b[7;2H└${'─'.repeat(76)}┘\x1b[9;2HUse the ↑ and ↓ keys… ` +
      ['5', '4', '3'].map((left) => `\x1b[12;2HThe highlighted entry boots in ${left}s.   `).join('') +
      '\x1b[6;3H\x1b[2J\x1b[1;1Herror: no such device: /dev/disk.\r\nLoading Linux 6.1.0…\r\n',
  ),
  'a kernel and systemd with colours and spinners': Buffer.from(
    '[    0.000000] Linux version 6.1.0 (x@y)\r\n[    0.000000] Command line: quiet\r\n[    2.123456] Run /init as init process\r\n' +
      '\x1b[?25l\x1b[6n\x1b[32766;32766H\x1b[6n\x1b[24;1H\x1b[!p\x1b]104\x1b\\\x1b[?7hWelcome to \x1b[1mNixOS 25.05\x1b[0m!\r\n\r\n' +
      '[\x1b[0;32m  OK  \x1b[0m] Created slice \x1b[0;1;39mUser Slice\x1b[0m.\r\r\n' +
      Array.from(
        { length: 6 },
        (_, second) =>
          `${second === 0 ? '' : '\x1bM\r\r\x1b[K'}[\x1b[0;1;31m*\x1b[0m\x1b[0;31m*   \x1b[0m] (1 of 2) A start job is running for …disk (${second}s / 1min 30s)\r\r\r\n`,
      ).join('') +
      '\x1bM\r\r\x1b[K[ \x1b[0;1;31mTIME\x1b[0m ] Timed out waiting for device \x1b[0;1;39m/dev/disk\x1b[0m.\r\r\n\x1b[K' +
      '[\x1b[0;1;31mFAILED\x1b[0m] Failed to start \x1b[0;1;39mdemo.service\x1b[0m.\r\r\n' +
      Array.from({ length: 40 }, (_, unit) => `[\x1b[0;32m  OK  \x1b[0m] Started unit ${unit}.\r\r\n`).join('') +
      '\r\n\r\n<<< Welcome to NixOS 25.05 (x86_64) - ttyS0 >>>\r\n\r\nhost login: root (automatic login)\r\n\r\nLast login: Mon Nov 3\r\n',
  ),
  'a shell that asks for the size, edits its line, and pages': Buffer.from(
    'host login: root\r\nPassword: \r\nLogin incorrect\r\n\r\nhost login: root\r\n\x1b[?2004h\x1b]0;root@host: ~\x07' +
      '\x1b[01;32mroot@host\x1b[00m:\x1b[01;34m~\x1b[00m# lss\b\x1b[K\b\x1b[1@l -l\r\n\x1b[?2004l\rtotal 0\r\n' +
      '\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b8\x1b[?2004h# \x1b[6n\x1b[32766;32766H\x1b[6n\x1b[24;3Hwget x\r\n' +
      Array.from(
        { length: 11 },
        (_, tenth) => `\r ${tenth * 10}% [${'='.repeat(tenth)}${' '.repeat(10 - tenth)}]`,
      ).join('') +
      '\r\n# less x\r\n\x1b[?1049h\x1b[22;0;0t\x1b[1;1H\x1b[mthe first page\r\nits 2nd line\x1b[24;1H\x1b[7mlines 1-2 (END)\x1b[27m\x1b[K' +
      '\r\x1b[K\x1b[1;1H\x1bMabove\r\n\x1b[24;1H\x1b[?1049l\x1b[23;0;0t# mc\r\n\x1b[2;5r\x1b[5;1H\ntext\n\x1b[2L\x1b[3Mmore\x1b[r\x1b[6;1H# done\r\n',
  ),
  'lines wider than the screen, and what wraps': Buffer.from(
    `${'wide '.repeat(60)}\r\n\x1b[1Aup\r\n${'wide… '.repeat(60)}\x1b[2A\rover\x1b[K\r\n\r\n\r\n${'x'.repeat(132)}y\b\b\x1b[2Kz\r\n` +
      `${Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\r\n')}\r\n漢字漢字 ${'漢'.repeat(70)}\r\n`,
  ),
  'a crash, a shell in the initrd, and a second boot': Buffer.from(
    '[    3.000000] BUG: unable to handle page fault\r\n[    3.000001] Oops: 0000 [#1] SMP\r\n[    3.000002] Call Trace:\r\n' +
      '[    3.000003] ---[ end trace 0123 ]---\r\nALERT! /dev/sda1 does not exist.  Dropping to a shell!\r\n\r\n(initramfs) exit\r\n' +
      '[    4.000000] Kernel panic - not syncing: Attempted to kill init!\r\n[    4.000001] CPU: 0 PID: 1\r\n' +
      '[    4.000002] ---[ end Kernel panic - not syncing: Attempted to kill init! ]---\r\n' +
      'SeaBIOS (version 1.16.2)\r\nBooting from Hard Disk...\r\nGRUB loading.\r\nerror: no such partition.\r\nEntering rescue mode...\r\ngrub rescue> ls\r\n(hd0)\r\ngrub rescue> ',
  ),
  'a system in emergency mode, answered': Buffer.from(
    '[\x1b[0;1;31mDEPEND\x1b[0m] Dependency failed for \x1b[0;1;39m/mnt\x1b[0m.\r\r\nYou are in emergency mode. After logging in, type "journalctl -xb".\r\n' +
      'Give root password for maintenance\r\n(or press Control-D to continue): \r\nsystemd: reboot\r\n[   99.000000] reboot: Restarting system\r\n',
  ),
  'bytes that are no text': Buffer.from(
    'noise \xff\xfe\x80\x80 \xe2\x80 \xf0\x9f\x98 end\r\n\x1b]0;never ended\r\nstill in it\r\n\x1b[5;5Hafter\x1bPdcs\x1b\\ \x1b[12;\x18x\x1b[99\x1b[1A\r\n' +
      `\x1b[${'0'.repeat(90)}1Aq\r\n\x1b[2147483647b\x1b[2147483647S\x1b[2147483647L\x1b[1;1H\x84\x85\x1b(0lqk\x1b(B\x00\x7f\r\nlast`,
    'latin1',
  ),
};
