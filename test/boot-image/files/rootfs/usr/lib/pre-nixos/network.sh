# Sourced by pre-nixos-start.

# Renames the first network card to `lan`; systemd-networkd asks for its address.
configure_lan() {
  local card
  log_event pre_nixos.network.configure_lan.start '"net_path": "/sys/class/net"'
  if ! card=$(find_card); then
    log_event pre_nixos.network.configure_lan.no_card
    return
  fi
  log_event pre_nixos.network.configure_lan.detected_interface "\"interface\": \"$card\""
  printf '[Match]\nMACAddress=%s\n\n[Link]\nName=lan\n' "$(<"/sys/class/net/$card/address")" \
    >/etc/systemd/network/10-lan.link
  run network ip link set "$card" down
  run network ip link set "$card" name lan
  run network ip link set lan up
  run network systemctl restart systemd-networkd
}

# Prints the name of the first interface that is a device; waits up to ten seconds for udev to find one.
find_card() {
  local attempt device
  for ((attempt = 0; attempt < 20; attempt++)); do
    for device in /sys/class/net/*/device; do
      if [ -e "$device" ]; then
        device=${device%/device}
        echo "${device##*/}"
        return 0
      fi
    done
    sleep 0.5
  done
  return 1
}

# start_sshd no-block|wait
start_sshd() {
  log_event pre_nixos.network.secure_ssh.start '"ssh_service": "sshd"'
  if [ "$1" = wait ]; then
    run network systemctl start sshd
  else
    run network systemctl start --no-block sshd
  fi
}

# announce_lan_address SECONDS: waits so long for an IPv4 address on `lan`, then tells every console.
announce_lan_address() {
  local attempt address=''
  for ((attempt = 0; attempt < $1 * 2; attempt++)); do
    address=$(ip -o -4 addr show dev lan scope global 2>/dev/null)
    address=${address#* inet }
    address=${address%%/*}
    [ -n "$address" ] && break
    sleep 0.5
  done
  if [ -n "$address" ]; then
    echo "LAN_IPV4=$address" >"$state_dir/network-status"
    broadcast "LAN IPv4 address: $address"
  else
    broadcast 'LAN IPv4 address unavailable'
  fi
}
