import { z } from 'zod';
import type { Profile } from '../profile.ts';
import { name, text } from './fields.ts';
import { diskSchema, guestPortsSchema, networkSchema, smbiosSchema } from './hardwareSchemas.ts';
import { loginSchema } from './loginSchema.ts';
import { probeSchema, waitSchema } from './questionSchemas.ts';
import { consoleFailureSchema, findingRuleSchema } from './ruleSchemas.ts';

const profileSchema = z
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
    disks: z.array(diskSchema).exactOptional().describe('Disks beside the boot image, in order.'),
    network: networkSchema.exactOptional(),
    fwCfg: z
      .record(z.string().regex(/^opt\/[!-~]+$/, { error: 'a name that starts with opt/' }), z.string())
      .exactOptional()
      .describe('Firmware configuration entries that the guest can read: opt/org.example/name to text.'),
    smbios: smbiosSchema.exactOptional(),
    tpm: z
      .enum(['none', '2.0'])
      .exactOptional()
      .describe('2.0: a TPM of software, empty at each start; needs swtpm. Default: none.'),
    guestPorts: guestPortsSchema.exactOptional(),
    extraArguments: z.array(z.string()).exactOptional().describe("Further arguments for QEMU, after this tool's own."),
    login: loginSchema.exactOptional(),
    bootTimeoutMs: z
      .number()
      .int()
      .min(1000)
      .exactOptional()
      .describe('How long the boot may take until the guest answers, in milliseconds. Default: 600000.'),
    probes: z
      .array(probeSchema)
      .exactOptional()
      .describe('Added to the built-in probes; one with a built-in id replaces it.'),
    probeSelection: z.array(text).exactOptional().describe('Ids of the probes to show and run. Default: all.'),
    waits: z
      .array(z.union([text, waitSchema]))
      .exactOptional()
      .describe(
        'What has to come true in time, before the probes are asked by capture and as tests: waits of your own, or the built-in pre-nixos-ended, storage-status-written and lan-has-address by their names. Default: none.',
      ),
    findings: z
      .array(findingRuleSchema)
      .exactOptional()
      .describe("Rules of your own, beside the tool's: patterns in captures."),
    consoleFailures: z
      .array(consoleFailureSchema)
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

/**
 * The form of `.vscode/boot-image.json`. Strict: a field that is not known is an error. What is left out gets the default
 * that its description names. `media/boot-image.schema.json` is made from it.
 */
export const profilesFileSchema = z
  .strictObject({
    $schema: z.string().exactOptional().describe('Where the schema of this file is.'),
    profiles: z.array(profileSchema).describe('The profiles of this workspace; each name once.'),
  })
  .meta({ title: 'Boot Image VM: profiles', description: 'How to boot the images of this workspace.' });

/** One profile as it stands in the file. */
export type ProfileEntry = z.infer<typeof profileSchema>;

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
