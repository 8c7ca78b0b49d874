# Sourced by pre-nixos-start.

# log_event EVENT [JSON members]: one JSON line to the journal and to the action log.
log_event() {
  local line
  printf -v line '{"event": "%s"%s, "timestamp": "%(%Y-%m-%dT%H:%M:%S+00:00)T"}' "$1" "${2:+, $2}" -1
  echo "$line"
  echo "$line" >>"$log_file"
}

# run AREA COMMAND...: runs the command and logs it before and after, with its exit status.
run() {
  local area=$1 word words='' status
  shift
  for word in "$@"; do words+="${words:+, }\"$word\""; done
  log_event "pre_nixos.$area.command.start" "\"command\": [$words]"
  "$@"
  status=$?
  log_event "pre_nixos.$area.command.finished" \
    "\"command\": [$words], \"returncode\": $status, \"status\": \"$([ $status = 0 ] && echo success || echo error)\""
  return "$status"
}

# broadcast TEXT: to the journal and to every active console.
broadcast() {
  local console
  echo "$1"
  for console in $(</sys/class/tty/console/active); do
    printf '%s\r\n' "$1" >"/dev/$console"
  done
}
