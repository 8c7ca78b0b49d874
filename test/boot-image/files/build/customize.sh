#!/bin/sh
# Finishes the image's root file system. Run by mmdebstrap, with the root folder as the argument.
set -eu
root=$1

chroot "$root" useradd --create-home --shell /bin/bash --uid 1000 --comment 'Live user' nixos
chroot "$root" passwd --quiet --delete root
chroot "$root" passwd --quiet --delete nixos

# sshd.service is the image's own unit, started by pre-nixos; Debian's is not to run beside it.
rm -f "$root"/etc/systemd/system/sshd.service.dpkg-* "$root"/etc/ssh/ssh_host_*
for unit in ssh.service ssh.socket systemd-networkd-wait-online.service systemd-pstore.service \
  e2scrub_all.timer fstrim.timer dpkg-db-backup.timer systemd-tmpfiles-clean.timer \
  lvm2-monitor.service lvm2-lvmpolld.socket dm-event.socket live-tools.service \
  proc-sys-fs-binfmt_misc.automount proc-sys-fs-binfmt_misc.mount systemd-binfmt.service \
  e2scrub_reap.service man-db.timer systemd-remount-fs.service systemd-update-utmp.service \
  systemd-update-utmp-runlevel.service dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount \
  sys-kernel-tracing.mount sys-fs-fuse-connections.mount modprobe@fuse.service modprobe@drm.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
for unit in systemd-networkd.service pre-nixos.service; do
  path=/etc/systemd/system/$unit
  [ -e "$root$path" ] || path=/lib/systemd/system/$unit
  ln -sf "$path" "$root/etc/systemd/system/multi-user.target.wants/$unit"
done

# Empty, not missing: a new identity at each boot without systemd's first-boot work.
: >"$root/etc/machine-id"

chroot "$root" update-initramfs -c -k all
cp -L "$root"/boot/vmlinuz-* "$root/boot/vmlinuz"
cp -L "$root"/boot/initrd.img-* "$root/boot/initrd.img"
