import type { ProfileEntry } from './schema/profilesFileSchema.ts';

/** What "Create Profile…" offers to tick, and what each adds to a profile. */
export const profileChoices: readonly {
  readonly label: string;
  readonly detail: string;
  readonly adds: Partial<ProfileEntry>;
}[] = [
  { label: 'UEFI firmware', detail: 'in place of BIOS; needs OVMF', adds: { firmware: 'uefi' } },
  { label: 'TPM 2.0', detail: 'of software, empty at each start; needs swtpm', adds: { tpm: '2.0' } },
  { label: 'A disk of 8 GiB', detail: 'virtio, new at each start', adds: { disks: [{ sizeMib: 8192 }] } },
  {
    label: 'Two SATA disks of 8 GiB',
    detail: 'for a RAID, new at each start',
    adds: { disks: [1, 2].map(() => ({ sizeMib: 8192, bus: 'sata' as const })) },
  },
  { label: 'An NVMe disk of 8 GiB', detail: 'new at each start', adds: { disks: [{ sizeMib: 8192, bus: 'nvme' }] } },
  {
    label: 'Network cable unplugged at the start',
    detail: '"Plug In Network Cable" plugs it in',
    adds: { network: { link: 'down' } },
  },
  { label: 'No network card', detail: 'and so no SSH', adds: { network: { kind: 'none' } } },
];

/** A profile with all that was ticked; disks come together. */
export function withChoices(base: ProfileEntry, ticked: readonly Partial<ProfileEntry>[]): ProfileEntry {
  const disks = ticked.flatMap((each) => each.disks ?? []);
  const network = Object.assign({}, ...ticked.map((each) => each.network ?? {})) as NonNullable<
    ProfileEntry['network']
  >;
  return {
    ...Object.assign({ ...base }, ...ticked),
    ...(disks.length === 0 ? {} : { disks }),
    ...(Object.keys(network).length === 0 ? {} : { network }),
  } as ProfileEntry;
}
