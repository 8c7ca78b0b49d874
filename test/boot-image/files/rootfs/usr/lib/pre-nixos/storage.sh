# Sourced by pre-nixos-start.

# apply_storage applied|plan-only|failed: lays out the empty disks as far as the scenario goes, and writes storage-status.
apply_storage() {
  local disks
  udevadm settle --timeout=20
  disks=$(find_empty_disks)
  log_event pre_nixos.storage.plan "\"disks\": \"$disks\", \"mode\": \"$1\""
  case $1 in
    applied)
      if [ -n "$disks" ] && ! create_volumes $disks; then
        write_storage_status failed auto-applied
        return 1
      fi
      write_storage_status applied auto-applied
      ;;
    plan-only) write_storage_status plan-only existing-storage ;;
    failed)
      run storage vgcreate main /dev/disk/by-id/missing-disk
      write_storage_status failed auto-applied
      return 1
      ;;
  esac
}

# Prints the disks that carry no signature and no partition.
find_empty_disks() {
  local block disk
  for block in /sys/block/vd* /sys/block/sd* /sys/block/nvme*; do
    [ -e "$block" ] || continue
    disk=/dev/${block##*/}
    [ "$(<"$block/ro")" = 0 ] && [ "$(<"$block/size")" -gt 65536 ] || continue
    # blkid ends with 2 when it finds nothing at all.
    blkid --probe "$disk" >/dev/null
    [ $? = 2 ] && printf '%s ' "$disk"
  done
}

# One volume group `main` over all the disks, with a volume `root` on half of it.
create_volumes() {
  run storage vgcreate --quiet --yes main "$@" &&
    run storage lvcreate --quiet --yes --name root --extents 50%VG main &&
    run storage mkfs.ext4 -q /dev/main/root
}

write_storage_status() {
  printf 'STATE=%s\nDETAIL=%s\nAUTO_INSTALL=skipped\n' "$1" "$2" >"$state_dir/storage-status"
  log_event pre_nixos.storage.status "\"state\": \"$1\", \"detail\": \"$2\""
}
