/** A POSIX script, run as root in the guest, that lets a key in for a user; twice is once. */
export function authorizeScript(user: string, publicKey: string): string {
  return [
    'set -e',
    `home=$(getent passwd '${user}' 2>/dev/null | cut -d: -f6)`,
    `test -n "$home" || home=$(sed -n 's/^${user}:.*:\\([^:]*\\):[^:]*$/\\1/p' /etc/passwd)`,
    'test -n "$home"',
    'umask 077',
    'mkdir -p "$home/.ssh"',
    `key='${publicKey}'`,
    'grep -qxF "$key" "$home/.ssh/authorized_keys" 2>/dev/null || echo "$key" >>"$home/.ssh/authorized_keys"',
    `chown -R '${user}' "$home/.ssh"`,
  ].join('\n');
}
