import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { BootPhase } from '../../../src/core/console/phases/bootPhase.ts';
import { inspectSerialLog } from '../../../src/core/console/inspection/inspectSerialLog.ts';
import type { ScreenLine } from '../../../src/core/console/screen/screenLine.ts';
import { ScreenText } from '../../../src/core/console/screen/screenText.ts';
import type { SerialLogEnd } from '../../../src/core/console/inspection/serialLogInspection.ts';

/** Real serial logs, beside the checkout; not part of the project. */
const corpus = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url));

/** What a file shows, written down from reading it. */
interface Expectation {
  readonly file: string;
  /** Each phase, and the text that stands where it begins. */
  readonly phases: readonly (readonly [BootPhase, string])[];
  /** User of each automatic login. */
  readonly logins: readonly string[];
  readonly failedUnits?: readonly string[];
  /** `severity kind: text of its first line` */
  readonly failures?: readonly string[];
  readonly end: SerialLogEnd['kind'];
  readonly endLine: string;
  /** Lines of the clean text, in order, though not next to each other. */
  readonly text?: readonly string[];
  /** How often the countdown of the boot loader's menu is in the clean text. */
  readonly countdowns?: number;
}

const notes = 'docs/work-notes';
const loader = ['bootLoader', 'ISOLINUX 6.04'] as const;
const issue = ['userspace', '<<< Welcome to NixOS 24.05'] as const;
const login = ['login', 'nixos login: nixos (automatic login)'] as const;
const quiet = [loader, issue, login];
const verbose = [loader, ['initrd', '<<< NixOS Stage 1 >>>'], ['userspace', '<<< NixOS Stage 2 >>>'], login] as const;
const refused = 'Call to PowerOff failed: Interactive authentication required.';

const expectations: readonly Expectation[] = [
  {
    // Ends after the boot loader has read kernel and initrd. Somebody has taken the CSI sequences out of this file.
    file: 'docs/boot-logs/2025-10-06T0641Z-serial-log.txt',
    phases: [loader],
    logins: [],
    end: 'cutOff',
    endLine: 'Loading /boot/initrd...ok',
  },
  {
    // The kernel says one thing only: there is no floppy.
    file: 'docs/boot-logs/2025-10-07T03-11-58Z-serial.log',
    phases: [loader, ['kernel', '[  137.518043] I/O error'], issue, login],
    logins: ['nixos'],
    failures: ['warning ioError: I/O error, dev fd0'],
    end: 'powerOffRefused',
    endLine: refused,
    text: ['Loading /boot/initrd...ok', 'pre-nixos: Storage detection encountered an error', 'PRE-NIXOS> poweroff'],
    countdowns: 1,
  },
  {
    file: 'docs/boot-logs/2025-10-08T06-10-00Z-serial.log',
    phases: quiet,
    logins: ['nixos'],
    failedUnits: ['Pre-NixOS setup'],
    failures: ['error unitFailed: Failed to start Pre-NixOS setup.'],
    end: 'powerOffRefused',
    endLine: refused,
    text: ['pre-nixos: Provisioning failed.', 'STATE=failed', 'Traceback (most recent call last):'],
    countdowns: 1,
  },
  {
    // A pager holds the screen when QEMU is ended.
    file: `${notes}/2025-10-12T01-03-38Z-boot-image-vm-debug-session/manual-run-pexpect/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'qemuSignal',
    endLine: 'qemu-system-x86_64: terminating on signal 15 from pid 10411',
    text: ['└─872 systemctl start sshd', 'DNS: 10.0.2.3'],
    countdowns: 1,
  },
  {
    // The refused power-off comes first, the signal last.
    file: `${notes}/2025-10-12T01-03-38Z-boot-image-vm-debug-session/pytest-serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'qemuSignal',
    endLine: 'qemu-system-x86_64: terminating on signal 15 from pid 10411',
    text: ['└─886 systemctl start sshd', refused],
    countdowns: 1,
  },
  {
    file: `${notes}/2025-10-12T02-04-19Z-boot-image-vm-debug-session/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'qemuSignal',
    endLine: 'qemu-system-x86_64: terminating on signal 15 from pid 16649',
    text: ['└─832 systemctl start sshd'],
    countdowns: 1,
  },
  {
    // The deadlock: the service runs, sshd waits for it. Nothing of it is an error on the console.
    file: `${notes}/2025-10-12T17-13-25Z-sshd-pre-nixos-deadlock/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'powerOffRefused',
    endLine: refused,
    text: ['500 sshd.service      start waiting', '69  pre-nixos.service start running'],
    countdowns: 1,
  },
  {
    file: `${notes}/2025-10-13T00-05-40Z-sshd-pre-nixos-debug/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'powerOffRefused',
    endLine: refused,
    text: ['systemd[1]: Finished Pre-NixOS setup.', 'STATE=applied'],
    countdowns: 1,
  },
  {
    // lvm's WARNING about a user without rights is none of the kernel's.
    file: `${notes}/2025-10-13T00-05-40Z-sshd-pre-nixos-debug/pytest-run/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'powerOffRefused',
    endLine: refused,
    text: ['WARNING: Running as a non-root user.', 'inactive'],
    countdowns: 1,
  },
  {
    file: `${notes}/2025-10-15T02-54-23Z-boot-image-vm-regression/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    failedUnits: ['Pre-NixOS setup'],
    failures: ['error unitFailed: Failed to start Pre-NixOS setup.'],
    end: 'powerOffRefused',
    endLine: refused,
    text: ["error: file 'nixpkgs' was not found in the Nix search path", 'failed'],
    countdowns: 1,
  },
  {
    file: `${notes}/2025-10-18T22-57-17Z-boot-image-vm-regression/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'powerDown',
    endLine: '[  308.166936] reboot: Power down',
    text: ['STATE=applied', 'slash|main', 'The system will power off now!'],
    countdowns: 1,
  },
  {
    // The kernel's last message lands in the shell's prompt.
    file: `${notes}/2025-10-19T00-12-43Z-sshd-pre-nixos-verification/serial.log`,
    phases: quiet,
    logins: ['nixos'],
    end: 'powerDown',
    endLine: 'PRE-NIXOS> [   94.638969] reboot: Power down',
    text: ['3 jobs listed.', 'Active: inactive (dead)'],
    countdowns: 1,
  },
  {
    // "A start job is running" for 31 s without a limit, and a root device that cannot be opened at first: no failures.
    file: 'notes/2025-12-23T004412Z-vm-run/serial.log',
    phases: verbose,
    logins: ['nixos'],
    end: 'cutOff',
    endLine: 'PRE-NIXOS>',
    text: ['Welcome to NixOS 25.05 (Warbler)!', '[  OK  ] Finished Firewall.', 'LAN IPv4 address: 10.0.2.15'],
    countdowns: 1,
  },
  {
    // The log holds the whole output of dmesg, with the kernel's banner in it: still one boot.
    file: 'notes/2025-12-24T134912Z-vm-run/logs/serial.log',
    phases: verbose,
    logins: ['nixos'],
    failures: ['warning unitFailed: [FAILED] Failed unmounting /iso.'],
    end: 'powerDown',
    endLine: '[  236.233591] reboot: Power down',
    text: [
      '[  OK  ] Finished Coldplug All udev Devices.',
      'mdadm: create aborted',
      '[    0.000000] Linux version 6.12.54',
    ],
    countdowns: 1,
  },
  {
    file: 'notes/2025-12-25T234604Z-vm-run/logs/serial.log',
    phases: [['failed', 'qemu-system-x86_64: -netdev']],
    logins: [],
    failures: ['fatal qemuExit: Could not set up host forwarding rule'],
    end: 'qemuError',
    endLine: 'Could not set up host forwarding rule',
  },
  {
    // Tails that a harness cut out of a serial log: a shell, and no boot.
    file: 'notes/2025-12-23T004412Z-vm-run/diagnostics/serial-log-tail-05.log',
    phases: [],
    logins: [],
    end: 'cutOff',
    endLine: 'PRE-NIXOS>',
  },
  {
    file: 'notes/2025-12-23T004412Z-vm-run/diagnostics/su-serial-log-tail-04.txt',
    phases: [],
    logins: [],
    end: 'cutOff',
    endLine: 'PRE-NIXOS>',
  },
  {
    file: 'notes/2025-12-23T004412Z-vm-run/diagnostics/sudo-serial-log-tail-02.txt',
    phases: [],
    logins: [],
    end: 'cutOff',
    endLine: 'PRE-NIXOS>',
  },
  {
    file: 'notes/2025-12-25T234604Z-vm-run/logs/diagnostics/serial-log-tail-02.log',
    phases: [['failed', 'qemu-system-x86_64: -netdev']],
    logins: [],
    failures: ['fatal qemuExit: Could not set up host forwarding rule'],
    end: 'qemuError',
    endLine: 'Could not set up host forwarding rule',
  },
];

const isThere = existsSync(corpus);

describe.skipIf(!isThere)(
  `real serial logs${isThere ? '' : ' (skipped: there is no ../shared/corpus beside the checkout)'}`,
  () => {
    for (const expected of expectations) {
      it(`reads ${expected.file}`, async () => {
        const log = readFileSync(corpus + expected.file);
        const inspection = await inspectSerialLog(chunksOf(log, 1000));
        for (const size of [1, 7, 4096])
          expect(await inspectSerialLog(chunksOf(log, size)), `by ${size}`).toEqual(inspection);
        expect(inspection.bytes).toBe(log.length);
        expect(inspection.boots.map(({ unexpected }) => unexpected)).toEqual([false]);
        const phases = inspection.boots[0]?.phases ?? [];
        expect(phases.map(({ phase }) => phase)).toEqual(expected.phases.map(([phase]) => phase));
        for (const [index, [, text]] of expected.phases.entries()) {
          const from = phases[index]?.byteOffset ?? -1;
          expect(
            shown(log.subarray(from, from + 200))
              .trimStart()
              .slice(0, text.length),
          ).toBe(text);
        }
        expect(inspection.logins.map(({ kind, user, host }) => [kind, user, host])).toEqual(
          expected.logins.map((user) => ['automatic', user, 'nixos']),
        );
        expect(inspection.failedUnits.map(({ name }) => name)).toEqual(expected.failedUnits ?? []);
        const failures = expected.failures ?? [];
        expect(inspection.failures.map(({ severity, kind }) => `${severity} ${kind}`)).toEqual(
          failures.map((failure) => failure.split(':')[0]),
        );
        for (const [index, failure] of inspection.failures.entries()) {
          const text = failures[index]?.replace(/^[^:]*: /, '') ?? '';
          expect(failure.trace[0]).toContain(text);
          expect(shown(log.subarray(failure.byteStart, failure.byteEnd))).toContain(text);
        }
        expect(inspection.end.kind).toBe(expected.end);
        expect(inspection.end.line).toContain(expected.endLine);
        expect(shown(log.subarray(inspection.end.byteOffset))).toContain(expected.endLine);
      });

      it(`gives the clean text of ${expected.file}`, async () => {
        const log = readFileSync(corpus + expected.file);
        const lines = await screenLines(chunksOf(log, 1000));
        for (const size of [1, 7, 4096]) expect(await screenLines(chunksOf(log, size)), `by ${size}`).toEqual(lines);
        const text = lines.map((line) => line.text).join('\n');
        expect(text).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f]|lqqq/);
        let from = 0;
        for (const wanted of expected.text ?? []) {
          expect(text.slice(from), wanted).toContain(wanted);
          from = text.indexOf(wanted, from);
        }
        if (expected.countdowns !== undefined) {
          expect(text.match(/Automatic boot in/g)).toHaveLength(expected.countdowns);
          expect(text).toContain('Automatic boot in 1 second...');
          expect(text.match(/┌─+┐/g)).toHaveLength(1);
        }
        expect(text).toContain(expected.endLine.trimEnd());
      });
    }
  },
);

async function* chunksOf(log: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < log.length; at += size) yield await Promise.resolve(log.subarray(at, at + size));
}

async function screenLines(chunks: AsyncIterable<Buffer>): Promise<ScreenLine[]> {
  const screen = new ScreenText();
  const lines: ScreenLine[] = [];
  screen.onLines((more) => lines.push(...more));
  for await (const chunk of chunks) screen.push(chunk);
  screen.end();
  return lines;
}

/** Without colours and other CSI sequences, for comparing with what was read. */
function shown(bytes: Buffer): string {
  return bytes.toString().replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
}
