/**
 * What each built-in probe's own command prints on the sample image (scenario `applied` and those that only add noise), from
 * its first to its last character. A text that holds a part of another command, an echo, a prompt or a message that was
 * meant for the console does not match.
 */
export const expectedProbeText: Readonly<Record<string, RegExp>> = {
  'pre-nixos-status':
    /^○ pre-nixos\.service - Pre-NixOS setup\n     Loaded: loaded [^]*\n     Active: inactive \(dead\)/,
  'pre-nixos-properties': properties('pre-nixos.service'),
  'pre-nixos-processes': /^pre-nixos\.service has no processes\.\n$/,
  jobs: /^No jobs running\.\n$/,
  'pre-nixos-journal': lines(/\w{3} \d\d \d\d:\d\d:\d\d nixos (?:systemd|pre-nixos-start|bash)\[\d+\]: .*/),
  'networkctl-lan':
    /^(?=[^]* Address: 10\.0\.2\.15 )● \d+: lan *\n(?: {2}.*\n)+(?:\n(?:\w{3} \d\d [\d:]{8} nixos systemd-networkd\[\d+\]: .*\n)+)?$/,
  links: lines(/\d+: [\w@]+: <.*> mtu .*/),
  'lan-address': /^\d+: lan +inet 10\.0\.2\.15\/24 .*\n$/,
  routes: lines(/(?:default via|10\.0\.2\.)\S* ?.* dev lan .*/),
  'networkd-journal': lines(/\w{3} \d\d \d\d:\d\d:\d\d nixos systemd(?:-networkd)?\[\d+\]: .*/),
  'network-status': /^LAN_IPV4=10\.0\.2\.15\n$/,
  'storage-status': /^STATE=applied\nDETAIL=auto-applied\nAUTO_INSTALL=skipped\n$/,
  'block-devices': /^NAME +TYPE +SIZE +RO +FSTYPE +LABEL +MOUNTPOINT +MODEL *\n(?:\S+ +(?:loop|rom|disk) .*\n)+$/,
  'volume-groups': /^$/,
  'logical-volumes': /^$/,
  raid: /^Personalities : .*\nunused devices: <none>\n$/,
  'actions-log': lines(/\{"event": "pre_nixos\.[\w.]+".*"timestamp": "[^"]+"\}/),
  'failed-units':
    /^ {2}UNIT +LOAD +ACTIVE +SUB +DESCRIPTION\n(?:● \S+ +loaded failed failed .*\n)*(?:\nLOAD .*\nACTIVE .*\nSUB .*\n)?\d+ loaded units listed\.\n$/,
  // A message of several lines has its time on the first.
  'kernel-log': lines(/(?:\[ *\d+\.\d+\]| {2}) .*/),
  'sshd-status': /^● sshd\.service - SSH Daemon\n[^]*\n     Active: active \(running\)[^]*\n$/,
  'sshd-properties': properties('sshd.service'),
  'ssh-access':
    /^(?:usepam \S+\n)?permitrootlogin \S+\npubkeyauthentication yes\npasswordauthentication \S+\nkbdinteractiveauthentication \S+\n[^]*\npassword root empty\n[^]*$/,
  'boot-timing': /^Startup finished in .*\n[^]*\n$/,
  'boot-units':
    /^Uptime=[\d.]+\nUserspaceTimestampMonotonic=\d+\nFinishTimestampMonotonic=\d+\n(?:\n(?:[A-Z]\w*=.*\n)*Id=\S+\n(?:[A-Z]\w*=.*\n)*)+$/,
};

function lines(line: RegExp): RegExp {
  return new RegExp(`^(?:${line.source}\n)+$`);
}

/** Every line is `Name=value`, and the unit is the one that was asked for. */
function properties(unit: string): RegExp {
  return new RegExp(`^(?:[A-Z]\\w*=.*\n)*Id=${unit.replace('.', '\\.')}\n(?:[A-Z]\\w*=.*\n)+$`);
}
