// The second half of the sample image: boot loaders for BIOS and UEFI, and the ISO around them.
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool } from './runTool.mjs';

/** What GRUB needs to read an ISO and start a kernel from it. */
const grubModules =
  'part_gpt part_msdos fat iso9660 search search_fs_file normal configfile linux echo serial terminal all_video efi_gop';

/**
 * @param {string} files the folder `files` of the recipe
 * @param {string} isoFolder what the ISO is to hold, without boot loaders
 * @param {string} iso the file to write
 */
export async function buildIso(files, isoFolder, iso) {
  await addIsolinux(files, isoFolder);
  await addGrub(files, isoFolder);
  await runTool('xorriso', [
    ...['-as', 'mkisofs', '-quiet', '-volid', 'SAMPLE_BOOT_IMAGE', '-rational-rock', '-joliet', '-output', iso],
    ...['-eltorito-boot', 'isolinux/isolinux.bin', '-eltorito-catalog', 'isolinux/boot.cat'],
    ...['-no-emul-boot', '-boot-load-size', '4', '-boot-info-table'],
    // Boots from a disk or USB stick too.
    ...['-isohybrid-mbr', '/usr/lib/ISOLINUX/isohdpfx.bin'],
    ...['-eltorito-alt-boot', '-e', 'boot/grub/efi.img', '-no-emul-boot', '-isohybrid-gpt-basdat'],
    isoFolder,
  ]);
}

async function addIsolinux(/** @type {string} */ files, /** @type {string} */ isoFolder) {
  const folder = join(isoFolder, 'isolinux');
  await mkdir(folder);
  await copyFile(join(files, 'iso/isolinux/isolinux.cfg'), join(folder, 'isolinux.cfg'));
  await copyFile('/usr/lib/ISOLINUX/isolinux.bin', join(folder, 'isolinux.bin'));
  for (const module of ['ldlinux.c32', 'menu.c32', 'libutil.c32']) {
    await copyFile(join('/usr/lib/syslinux/modules/bios', module), join(folder, module));
  }
}

/** An EFI program in a FAT image (El Torito's way for UEFI), and the menu that it reads from the ISO. */
async function addGrub(/** @type {string} */ files, /** @type {string} */ isoFolder) {
  const folder = join(isoFolder, 'boot/grub');
  await mkdir(folder, { recursive: true });
  await copyFile(join(files, 'iso/grub/grub.cfg'), join(folder, 'grub.cfg'));
  const program = join(folder, 'bootx64.efi');
  await runTool('grub-mkimage', [
    ...['--format=x86_64-efi', '--prefix=/boot/grub', `--config=${join(files, 'iso/grub/embedded.cfg')}`],
    ...[`--output=${program}`, ...grubModules.split(' ')],
  ]);
  const image = join(folder, 'efi.img');
  // Room for the file system's own tables, in sectors of 512 bytes, in whole tracks of 32.
  const sectors = Math.ceil(((await stat(program)).size + 128 * 1024) / 512 / 32) * 32;
  await runTool('mformat', ['-C', '-i', image, '-h', '1', '-s', '32', '-t', String(sectors / 32), '::']);
  await runTool('mmd', ['-i', image, '::/EFI', '::/EFI/BOOT']);
  await runTool('mcopy', ['-i', image, program, '::/EFI/BOOT/BOOTX64.EFI']);
  await rm(program);
}
