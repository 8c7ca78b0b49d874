import { z } from 'zod';
import { type Check, type Probe, probeGroups, readerNames, type WaitWish } from '../../probes/probe.ts';
import type { Disk, Login, Profile, ProfileConsoleFailure, ProfileFindingRule, Smbios } from './profile.ts';

/**
 * The form of `.vscode/boot-image.json`. Strict: a field that is not known is an error. What is left out gets the default
 * that its description names. `media/boot-image.schema.json` is made from it.
 */

const text = z.string().min(1);
const port = (lowest: number): z.ZodNumber => z.number().int().min(lowest).max(65_535);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const check = z
  .strictObject({
    path: z
      .string()
      .describe(
        'Where in the reading: dotted, such as STATE, 0.addr_info.0.local or length. Empty: the whole reading.',
      ),
    equals: scalar.exactOptional().describe('The value that is expected.'),
    oneOf: z.array(scalar).min(1).exactOptional().describe('The values that are expected.'),
    matches: text
      .refine(isRegularExpression, { error: 'a regular expression' })
      .exactOptional()
      .describe('A regular expression that the value, as text, is to match.'),
    exists: z.boolean().exactOptional().describe('Whether there is to be a value at all.'),
  })
  .describe('One test of what the probe read.') satisfies z.ZodType<Check>;

const expectation = z
  .strictObject({
    title: text.describe("What a right answer is, in a person's words: storage is applied."),
    checks: z.array(check).min(1).describe('All of them have to hold.'),
  })
  .describe('What a right answer looks like.');

const wait = z
  .strictObject({
    id: name('Letters, digits and dashes; each wait has its own.'),
    title: text
      .exactOptional()
      .describe('What is waited for, to complete "Gave up waiting for …": the web server to listen. Default: the id.'),
    probe: text.describe('The id of the probe that is asked again and again: built-in, or one of your own.'),
    until: expectation,
    timeoutMs: z
      .number()
      .int()
      .min(100)
      .exactOptional()
      .describe('After so many milliseconds the wait has failed. Default: 60000.'),
  })
  .describe('Something that has to come true in time.') satisfies z.ZodType<Partial<WaitWish>>;

const probe = z
  .strictObject({
    id: name(
      'Letters, digits and dashes; names the files of its captures. The id of a built-in probe replaces that one.',
    ),
    group: text
      .exactOptional()
      .describe(`Where the tree shows it: ${probeGroups.join(', ')}, or one of your own. Default: profile.`),
    title: text.exactOptional().describe('What the tree calls it. Default: the id.'),
    command: text.describe('POSIX sh, run as root in the guest; its output is the human text and the evidence.'),
    timeoutMs: z
      .number()
      .int()
      .min(100)
      .exactOptional()
      .describe('After so many milliseconds the command is ended in the guest. Default: 15000.'),
    reading: z
      .strictObject({
        command: text
          .exactOptional()
          .describe("A command whose output is for machines. Default: the probe's own output is read."),
        reader: z.enum(readerNames).describe('How the output is read.'),
      })
      .exactOptional()
      .describe('The machine-readable source beside the human text.'),
    expectation: expectation.exactOptional(),
  })
  .describe('A named question to the guest.');

const pattern = text
  .refine(isRegularExpression, { error: 'a regular expression' })
  .describe('A regular expression (JavaScript), matched line by line.');
const advice = {
  explanation: text.exactOptional().describe('What it means. Default: which lines match.'),
  next: text.exactOptional().describe('What to do next.'),
};

const findingRule = z
  .strictObject({
    probe: text.describe('The id of the probe whose output is looked at: built-in, or one of your own.'),
    pattern,
    title: text.describe('The finding in one sentence.'),
    severity: z.enum(['error', 'warning', 'info']).describe('How grave it is.'),
    ...advice,
  })
  .describe("A pattern in a probe's output that makes a finding.") satisfies z.ZodType<ProfileFindingRule>;

const consoleFailure = z
  .strictObject({
    pattern,
    title: text.describe('The failure in one sentence.'),
    severity: z.enum(['fatal', 'error', 'warning']).describe('fatal: the boot cannot go on from there.'),
    ...advice,
  })
  .describe('A pattern on the console that is a failure, and a finding.') satisfies z.ZodType<ProfileConsoleFailure>;

const disk = z
  .strictObject({
    sizeMib: z
      .number()
      .int()
      .min(1)
      .exactOptional()
      .describe('A new, empty disk of so many MiB, thrown away afterwards.'),
    path: text.exactOptional().describe('An existing disk image; relative to the workspace folder.'),
    format: z
      .enum(['raw', 'qcow2'])
      .exactOptional()
      .describe('The format of the existing image. Default: as its content tells.'),
    writable: z
      .boolean()
      .exactOptional()
      .describe(
        'Let the guest change the existing image itself. Default: false, an overlay takes the changes and is thrown away.',
      ),
    bus: z
      .enum(['virtio', 'sata', 'nvme', 'scsi', 'usb'])
      .exactOptional()
      .describe('How the guest sees the disk. scsi: virtio-scsi; usb: a stick. Default: virtio.'),
  })
  .refine((value) => (value.sizeMib === undefined) !== (value.path === undefined), {
    error: 'either sizeMib (a new disk) or path (an existing image)',
  })
  .describe('A disk beside the boot image.') satisfies z.ZodType<Disk>;

const login = z
  .strictObject({
    user: text.exactOptional().describe('Who logs in on the console. Default: root.'),
    password: z.string().exactOptional().describe('The password of that user. Default: empty.'),
    sudoPassword: z.string().exactOptional().describe("For sudo, where it asks. Default: the user's password."),
    rootPassword: z.string().exactOptional().describe('For su, where there is no sudo.'),
  })
  .describe(
    'How to become root on the console. Automatic login and empty passwords need nothing.',
  ) satisfies z.ZodType<Login>;

const network = z
  .strictObject({
    kind: z
      .enum(['user', 'none'])
      .exactOptional()
      .describe('user: the guest reaches out through this machine, by DHCP. none: no network card. Default: user.'),
    forwards: z
      .array(
        z.strictObject({
          hostPort: port(0).describe('A port of 127.0.0.1; 0 takes a free one.'),
          guestPort: port(1).describe('The port in the guest that it leads to.'),
        }),
      )
      .exactOptional()
      .describe('TCP ports of this machine that lead into the guest. Default: a free one to port 22, for SSH.'),
    link: z
      .enum(['up', 'down'])
      .exactOptional()
      .describe('down: the network cable is unplugged when the VM starts, and can be plugged in later. Default: up.'),
  })
  .describe("The guest's network.");

const smbios = z
  .strictObject({
    system: z
      .strictObject({
        manufacturer: text.exactOptional().describe('Who made the machine.'),
        product: text.exactOptional().describe("The machine's name."),
        version: text.exactOptional().describe("The machine's version."),
        serial: text.exactOptional().describe('Its serial number.'),
        uuid: z
          .string()
          .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, {
            error: 'a UUID such as 6f1b6a0e-3d0c-4c5e-9f52-0d6a6d6f2b11',
          })
          .exactOptional()
          .describe('Its UUID.'),
        sku: text.exactOptional().describe("The maker's order number."),
        family: text.exactOptional().describe('The family of machines it belongs to.'),
      })
      .exactOptional()
      .describe('The machine that the guest believes to run on (type 1).'),
    oemStrings: z
      .array(text)
      .exactOptional()
      .describe('Free texts (type 11). systemd takes credentials from here: io.systemd.credential:NAME=VALUE.'),
  })
  .describe(
    'What the firmware tells the guest about its machine: dmidecode, /sys/class/dmi/id.',
  ) satisfies z.ZodType<Smbios>;

const guestPorts = z
  .strictObject({
    virtio: z.boolean().exactOptional().describe('A virtio port: the fastest channel. Default: true.'),
    uart: z
      .boolean()
      .exactOptional()
      .describe('A second serial port (ttyS1), for guests without virtio. Default: true.'),
  })
  .describe(
    'Which channels the VM offers to the guest; with none, its commands go over the console itself, which is slower.',
  );

const profile = z
  .strictObject({
    name: name('Letters, digits and dashes; part of the names of run folders.'),
    image: text
      .exactOptional()
      .describe(
        'What to boot: an ISO or a disk image (raw, qcow2), told apart by content. Relative to the workspace folder; ~/ is your home.',
      ),
    nix: text
      .exactOptional()
      .describe(
        'Build the image with nix at each launch, from this attribute of a flake: .#bootImage. PRE_NIXOS_ROOT_KEY names the file of a public SSH key that is made for the run.',
      ),
    kernel: text.exactOptional().describe('Boot this Linux kernel directly, in place of an image.'),
    initrd: text.exactOptional().describe('The initrd of the kernel.'),
    commandLine: z.string().exactOptional().describe("The kernel's command line, such as console=ttyS0."),
    memoryMib: z
      .number()
      .int()
      .min(16)
      .exactOptional()
      .describe('Memory of the VM in MiB. Default: 2048, or 1024 where memory is scarce.'),
    cpus: z.number().int().min(1).max(255).exactOptional().describe('CPUs of the VM. Default: 2.'),
    accelerator: z
      .enum(['auto', 'kvm', 'hvf', 'tcg'])
      .exactOptional()
      .describe('auto: the fastest that really works here. tcg: emulation, works everywhere, slow. Default: auto.'),
    firmware: z
      .enum(['bios', 'uefi'])
      .exactOptional()
      .describe('Default: bios, or uefi for an ISO that boots on nothing else.'),
    machine: z
      .enum(['q35', 'pc'])
      .exactOptional()
      .describe('q35: a modern PC with PCI Express. pc: one of 1996. Default: q35.'),
    disks: z.array(disk).exactOptional().describe('Disks beside the boot image, in order.'),
    network: network.exactOptional(),
    fwCfg: z
      .record(z.string().regex(/^opt\/[!-~]+$/, { error: 'a name that starts with opt/' }), z.string())
      .exactOptional()
      .describe('Firmware configuration entries that the guest can read: opt/org.example/name to text.'),
    smbios: smbios.exactOptional(),
    tpm: z
      .enum(['none', '2.0'])
      .exactOptional()
      .describe('2.0: a TPM of software, empty at each start; needs swtpm. Default: none.'),
    guestPorts: guestPorts.exactOptional(),
    extraArguments: z.array(z.string()).exactOptional().describe("Further arguments for QEMU, after this tool's own."),
    login: login.exactOptional(),
    bootTimeoutMs: z
      .number()
      .int()
      .min(1000)
      .exactOptional()
      .describe('How long the boot may take until the guest answers, in milliseconds. Default: 600000.'),
    probes: z
      .array(probe)
      .exactOptional()
      .describe('Added to the built-in probes; one with a built-in id replaces it.'),
    probeSelection: z.array(text).exactOptional().describe('Ids of the probes to show and run. Default: all.'),
    waits: z
      .array(z.union([text, wait]))
      .exactOptional()
      .describe(
        'What has to come true in time, before the probes are asked by capture and as tests: waits of your own, or the built-in pre-nixos-ended, storage-status-written and lan-has-address by their names. Default: none.',
      ),
    findings: z
      .array(findingRule)
      .exactOptional()
      .describe("Rules of your own, beside the tool's: patterns in captures."),
    consoleFailures: z
      .array(consoleFailure)
      .exactOptional()
      .describe("Patterns of your own, beside the tool's: what on the console is a failure."),
  })
  .refine(({ image, kernel, nix }) => [image, kernel, nix].filter((each) => each !== undefined).length === 1, {
    error: 'one of image, nix and kernel',
  })
  .refine((value) => value.kernel !== undefined || (value.initrd === undefined && value.commandLine === undefined), {
    error: 'initrd and commandLine only beside a kernel',
  })
  .describe('How to boot one image.');

export const profilesFileSchema = z
  .strictObject({
    $schema: z.string().exactOptional().describe('Where the schema of this file is.'),
    profiles: z.array(profile).describe('The profiles of this workspace; each name once.'),
  })
  .meta({ title: 'Boot Image VM: profiles', description: 'How to boot the images of this workspace.' });

/** One profile as it stands in the file. */
export type ProfileEntry = z.infer<typeof profile>;
export type ProbeEntry = z.infer<typeof probe>;
export type WaitEntry = z.infer<typeof wait>;

// What is read is what the contract says, where it is given at all.
type Shared =
  | (
      | 'memoryMib'
      | 'cpus'
      | 'findings'
      | 'consoleFailures'
      | 'accelerator'
      | 'firmware'
      | 'machine'
      | 'disks'
      | 'login'
      | 'bootTimeoutMs'
    )
  | ('fwCfg' | 'smbios' | 'tpm');
null as unknown as ProfileEntry satisfies Partial<Pick<Profile, Shared>>;
null as unknown as ProbeEntry satisfies Partial<Probe>;

function name(description: string): z.ZodString {
  return z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/, { error: 'letters, digits and dashes' })
    .describe(description);
}

function isRegularExpression(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp;
  } catch {
    return false;
  }
}
