import agentScript from './agent.sh';
import { inlineLimitBytes, quoteForShell } from './agentProtocol.ts';
import type { Login } from '../image/profile.ts';
import { guestPortName } from '../vm/qemuCommandLine.ts';

/**
 * The line for the open door: starts the agent's loader as root, by the first way that works: being root, `sudo` without
 * and with a password, `su`. Prints `+nonce:none:` if none does. The loader opens the virtio port, found by its name in
 * /sys since not every guest has udev, or else the second UART, says `nonce` on it and runs the line that comes back.
 *
 * Passwords are written by the shell's own `printf`, so they stand in no process's arguments.
 */
export function bootstrapLine(options: { nonce: string; login: Login; userId: number }): string {
  const { nonce, login } = options;
  const loader = [
    `for d in /sys/class/virtio-ports/*;do read x <$d/name&&[ $x = ${guestPortName} ]&&p=/dev/\${d##*/};done`,
    `p=\${p:-/dev/ttyS1}`,
    `(exec 3<>$p;stty raw -echo <&3;echo ${nonce} >&3;IFS= read -r s <&3;eval "$s")&`,
  ].join(';');
  const start = `{ ${loader} } </dev/null >/dev/null 2>&1`;
  if (options.userId === 0) return start;
  const sudoPassword = quoteForShell(login.sudoPassword ?? login.password ?? '');
  const rootPassword = quoteForShell(login.rootPassword ?? login.password ?? '');
  return [
    `b=${quoteForShell(start)}`,
    `if sudo -n true;then sudo -n sh -c "$b"`,
    `elif printf %s\\\\n ${sudoPassword}|sudo -S -p "" true;then printf %s\\\\n ${sudoPassword}|sudo -S -p "" sh -c "$b"`,
    `elif printf %s\\\\n ${rootPassword}|su -c "$b";then :`,
    `else echo +"${nonce}":none: >&4;fi`,
  ]
    .join(';')
    .replace(/^/, '{ ')
    .replace(/$/, ';} 4>&1 >/dev/null 2>&1');
}

/** The line that the loader runs: it takes the agent's text from the port and becomes the agent. */
export function agentLoader(token: string): string {
  const lines = [`T=${token}`, `M=${inlineLimitBytes}`, ...agentLines];
  const loader = `n=${lines.length};N=$(printf "\\nx");N=\${N%x};B=;while [ $n -gt 0 ];do IFS= read -r l <&3||exit;B=$B$l$N;n=$((n-1));done;eval "$B"`;
  return `${loader}\n${lines.join('\n')}\n`;
}

/** Without comments and indentation: the guest's shell reads it byte by byte. */
const agentLines = agentScript
  .split('\n')
  .map((line) => line.trimStart())
  .filter((line) => line !== '' && !line.startsWith('#'));
