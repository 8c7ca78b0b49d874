import agentScript from './agent.sh';
import { inlineLimitBytes } from './agentProtocol.ts';
import { asRoot } from './asRoot.ts';
import type { Login } from '../image/profile/profile.ts';
import { guestPortName } from '../vm/qemuCommandLine.ts';
import { withoutComments } from './withoutComments.ts';

/**
 * The line for the open door: starts the agent's loader as root; prints `+nonce:none:` if there is no way to root, and
 * `+nonce:noport:` if there is no port. The loader opens the virtio port, found by its name in /sys since not every guest has
 * udev, or else the second UART, says `nonce` on it and runs the line that comes back. (A UART that is not there has a
 * device all the same; it cannot be set.)
 *
 * @param terminal that the door is on: /dev/ttyS0
 */
export function bootstrapLine(options: { nonce: string; login: Login; userId: number; terminal: string }): string {
  const { nonce, login, userId, terminal } = options;
  const script = [
    `for d in /sys/class/virtio-ports/*;do read x <$d/name&&[ $x = ${guestPortName} ]&&p=/dev/\${d##*/};done`,
    `[ "$p" ]||{ p=/dev/ttyS1;stty raw -echo <$p;}||{ echo +"${nonce}":noport: >${terminal};exit 0;}`,
    `(exec 3<>$p 6>&3;[ $p = /dev/ttyS1 ]&&stty raw -echo <&3;echo ${nonce} >&3;IFS= read -r s <&3;eval "$s")&`,
  ].join(';');
  return asRoot({ script, login, userId, otherwise: `echo +"${nonce}":none:` });
}

/** The line that the loader runs: it takes the agent's text from the port and becomes the agent. */
export function agentLoader(token: string): string {
  const lines = [`T=${token}`, `M=${inlineLimitBytes}`, ...agentLines];
  const loader = `n=${lines.length};N=$(printf "\\nx");N=\${N%x};B=;while [ $n -gt 0 ];do IFS= read -r l <&3||exit;B=$B$l$N;n=$((n-1));done;eval "$B"`;
  return `${loader}\n${lines.join('\n')}\n`;
}

const agentLines = withoutComments(agentScript);
