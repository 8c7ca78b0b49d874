import { loginPrompt } from './loginPrompt.ts';
import type { PhasePattern } from './phasePattern.ts';

/** A kernel message: after its time stamp. */
const stamp = String.raw`(?:\[ *\d+\.\d{6}\](?:\[[^\]]*\])? )?`;

/** What shows that a boot has come to a phase; the first row that takes a line counts. */
export const phasePatterns: readonly PhasePattern[] = [
  { phase: 'firmware', hints: ['SeaBIOS (version'], pattern: /^SeaBIOS \(version/, restart: 'again' },
  { phase: 'firmware', hints: ['UEFI firmware (version'], pattern: /^UEFI firmware \(version/, restart: 'again' },
  { phase: 'firmware', hints: ['BdsDxe: '], pattern: /^BdsDxe: /, restart: 'afterKernel' },
  { phase: 'firmware', hints: ['iPXE'], pattern: /^iPXE (?:\(|\d|initialising)/, restart: 'afterKernel' },
  { phase: 'firmware', hints: ['Start PXE over'], pattern: /^>>Start PXE over/, restart: 'afterKernel' },
  {
    phase: 'firmware',
    hints: ['Booting from '],
    pattern: /^Booting from (?:DVD\/CD|Hard Disk|Floppy|ROM|\w{4}:)/,
    restart: 'afterKernel',
  },
  {
    phase: 'bootLoader',
    hints: ['ISOLINUX ', 'SYSLINUX ', 'PXELINUX ', 'EXTLINUX '],
    pattern: /^(?:ISO|SYS|PXE|EXT)LINUX \d+\.\d+/,
    restart: 'again',
  },
  {
    phase: 'bootLoader',
    hints: ['Welcome to GRUB!'],
    pattern: /^(?:GRUB loading\.?)?Welcome to GRUB!/,
    restart: 'again',
  },
  { phase: 'bootLoader', hints: ['GNU GRUB '], pattern: /^\s*GNU GRUB +version/, restart: 'afterKernel' },
  { phase: 'bootLoader', hints: ['grub> ', 'grub rescue>'], pattern: /^grub(?: rescue)?>/, isPrompt: true },
  { phase: 'bootLoader', hints: ['systemd-boot '], pattern: /^systemd-boot \d+/, restart: 'afterKernel' },
  { phase: 'bootLoader', hints: ['Boot in '], pattern: /^\s*Boot in \d+ s/ },
  { phase: 'bootLoader', hints: ['utomatic boot in '], pattern: /^\s*Automatic boot in \d+ second/ },
  {
    phase: 'bootLoader',
    hints: ['Loading /', 'Loading vmlinuz', 'Loading linux'],
    pattern: /^Loading (?:\/|vmlinuz|linux).*\.\.\./,
  },
  {
    phase: 'kernel',
    hints: ['Linux version '],
    pattern: new RegExp(`^${stamp}Linux version \\d`),
    restart: 'kernel',
  },
  { phase: 'kernel', hints: ['EFI stub: '], pattern: /^EFI stub: / },
  { phase: 'kernel', hints: ['Decompressing Linux'], pattern: /^Decompressing Linux/ },
  // A program of its own in a kernel's place.
  { phase: 'kernel', hints: ['Memtest86'], pattern: /^\s*Memtest86\+ v?\d/, isPrompt: true },
  {
    phase: 'userspace',
    hints: ['Run /sbin/init as init process', 'Run /bin/init as init process'],
    pattern: new RegExp(`^${stamp}Run /s?bin/init as init process`),
  },
  { phase: 'initrd', hints: ['Run /init as init process'], pattern: new RegExp(`^${stamp}Run /init as init process`) },
  {
    phase: 'initrd',
    hints: ['<<< NixOS Stage 1 >>>'],
    pattern: /^<<< NixOS Stage 1 >>>/,
    confirmsBoot: true,
  },
  { phase: 'initrd', hints: ['Loading, please wait'], pattern: /^Loading, please wait/, confirmsBoot: true },
  {
    phase: 'initrd',
    hints: ['Begin: '],
    pattern: /^Begin: (?:Loading essential drivers|Running \/scripts\/|Mounting root file system)/,
    confirmsBoot: true,
  },
  { phase: 'initrd', hints: ['dracut'], pattern: new RegExp(`^${stamp}dracut(?:-[a-z-]+)?(?:\\[\\d+\\])?: `) },
  {
    phase: 'initrd',
    hints: ['unning in initr'],
    pattern: new RegExp(`^${stamp}systemd\\[1\\]: Running in initr(?:d|amfs)`),
  },
  {
    phase: 'initrd',
    hints: ['Welcome to '],
    pattern: new RegExp(`^${stamp}(?:systemd\\[1\\]: )?Welcome to .*(?:[Ii]nitramfs|initrd|dracut-).*!$`),
    confirmsBoot: true,
  },
  { phase: 'initrd', hints: ['nitrd '], pattern: /^\[ {2}OK {2}\] Reached target .*[Ii]nitrd / },
  {
    phase: 'userspace',
    hints: ['<<< NixOS Stage 2 >>>'],
    pattern: /^<<< NixOS Stage 2 >>>/,
    confirmsBoot: true,
  },
  {
    phase: 'userspace',
    hints: ['Welcome to '],
    // systemd's greeting; or an issue text of NixOS, which a getty writes just before its prompt.
    pattern: new RegExp(`^(?:${stamp}(?:systemd\\[1\\]: )?Welcome to (?!GRUB).*!|<<< Welcome to .* >>>)$`),
    confirmsBoot: true,
  },
  { phase: 'userspace', hints: ['INIT: version'], pattern: /^INIT: version \d/, confirmsBoot: true },
  { phase: 'userspace', hints: ['OpenRC'], pattern: /OpenRC \S+ is starting up/, confirmsBoot: true },
  {
    phase: 'userspace',
    hints: ['[  OK  ] '],
    pattern: /^\[ {2}OK {2}\] (?:Started|Reached target|Finished|Created slice|Listening on|Mounted) /,
    isSystemd: true,
  },
  {
    phase: 'userspace',
    hints: ['systemd[1]: '],
    pattern: new RegExp(`^${stamp}systemd\\[1\\]: (?:Started|Reached target|Finished|Created slice) `),
    isSystemd: true,
  },
  {
    phase: 'login',
    hints: [' login: ', 'login:'],
    pattern: loginPrompt,
    isPrompt: true,
    confirmsBoot: true,
  },
];
