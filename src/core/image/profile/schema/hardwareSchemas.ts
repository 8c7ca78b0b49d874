import { z } from 'zod';
import type { Disk, Smbios } from '../profile.ts';
import { text } from './fields.ts';

const port = (lowest: number): z.ZodNumber => z.number().int().min(lowest).max(65_535);

export const diskSchema = z
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

export const networkSchema = z
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

export const smbiosSchema = z
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

export const guestPortsSchema = z
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
