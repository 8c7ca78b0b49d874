import type { Login } from '../../image/profile/profile.ts';
import { shellWord } from '../../common/shellWord.ts';
import { asRoot } from '../asRoot.ts';
import { withoutComments } from '../withoutComments.ts';
import wireScript from './wire.sh';
import { blockSizeBytes, frameEnd, frameStart } from './wireProtocol.ts';

/**
 * The line for the open door: reads a script in numbered, checked lines from the terminal, without echo, and runs it. Short,
 * and checked as far as the guest has `cksum`, for nothing says it again.
 */
export function receiverLine(nonce: string, lineCount: number, checksum: (text: string) => string): string {
  const receiver = [
    `N=${nonce};n=0;B=`,
    `for K in cksum sha256sum md5sum od;do command -v $K >/dev/null 2>&1&&break;done`,
    `ck(){ case $K in od)s=0;for v in $(od -An -v -tu1);do s=$(((s*31+v)%16777213));done;echo $s;;*)set -- $($K);echo $1;;esac;}`,
    `y(){ echo "${frameStart}$N:i:$K:$n${frameEnd}";}`,
    `S=$(stty -g)`,
    `stty -echo -icanon -isig -ixon min 1 time 0`,
    `y`,
    `while [ $n -lt ${lineCount} ]&&IFS= read -r l;do m=$((n+1))`,
    `case $l in *"~$N:"*":$m:"*"~")l=\${l##*"~$N:"};l=\${l%"~"};c=\${l%%:*};l=\${l#*:}`,
    `[ "$(printf %s "$N:$l"|ck)" = "$c" ]&&{ n=$m;B=$B\${l#*:};};;esac;y;done`,
    `stty "$S"`,
    `eval "$(printf %b "$B")"`,
  ].join(';');
  // By sh: the shell at the door may be another.
  const run = `c=$(printf %s "$1"|cksum 2>/dev/null);case \${c%% *} in ""|${checksum(receiver)})eval "$1";;esac`;
  return `sh -c ${shellWord(run)} - ${shellWord(receiver)}`;
}

/** How often it is looked whether the console is still there. */
const lookSeconds = 5;

/**
 * What the receiver runs, as the user who is logged in: ends what an earlier channel left behind on this terminal, makes the
 * pipes, starts the pump and the agent's loader as root, and becomes the wire.
 *
 * Invariant: nothing of it outlives its console or its folder. The agent reads from a pipe that its keeper alone holds open
 * (and the wire, during its turn); who is gone, closes it. It writes to one that ends with its last reader, and the pump
 * reads from one that ends with the last writer. The agent's script has variables of its own: no name here may be one of them.
 */
export function installScript(nonce: string, login: Login, userId: number): string {
  const say = (word: string): string => `echo "${frameStart}${nonce}:${word}${frameEnd}"`;
  const loader = [
    `wire=$1 line=$2`,
    `{ trap "" HUP`,
    `umask 022`,
    `echo 0 >/sys/fs/cgroup/cgroup.procs`,
    `exec 3<>$wire/i 4<>$wire/q 6<>$wire/o 7<>$wire/g 5<$wire/o`,
    `{ exec 3>&- 6>&-;while read -r n <&7;do dd bs=${blockSizeBytes} count=1 of=$wire/b <&5&&echo $n >$wire/r&&echo D >&4||exit;done;} &`,
    `pump=$!;exec 6>$wire/o;exec 4>&- 5<&- 7>&-`,
    // A terminal that is held open lends its name to no other.
    `if [ -c "$line" ]&&sleep 0`,
    `then`,
    `{ exec 6>&- 8<"$line";while sleep ${lookSeconds}&&[ -c "$line" ]&&[ -p $wire/i ];do :;done;} &`,
    `keeper=$!;exec 3<$wire/i`,
    `fi`,
    `BOOT_IMAGE_LEAVE="kill $pump $keeper;rm -rf $wire"`,
    `trap "$BOOT_IMAGE_LEAVE" EXIT`,
    `IFS= read -r s <&3&&eval "$s";} </dev/null >/dev/null 2>&1 &`,
  ].join('\n');
  return `t=$(tty)
for d in /run /dev/shm /tmp /var/tmp
do
for o in $d/boot-image-vm.c*/t
do
read -r l <$o && [ "$l" = "$t" ] && rm -rf "\${o%/t}"
done
done 2>/dev/null
for d in /run /dev/shm /tmp /var/tmp
do
d=$d/boot-image-vm.c$$
mkdir -m 700 $d && echo 0 >$d/x && [ -s $d/x ] && break
rm -rf $d
d=
done 2>/dev/null
[ "$d" ] && mkfifo $d/i $d/o $d/q $d/g && cp $d/x $d/n && cp $d/x $d/r && echo "$t" >$d/t && cat >$d/c <<'END_OF_WIRE' || { ${say('full')};exit;}
${withoutComments(wireScript).join('\n')}
END_OF_WIRE
${asRoot({ script: loader, words: ['d', 't'], login, userId, otherwise: say('none') })}
setarch -R true 2>/dev/null && : >$d/f
exec sh $d/c ${nonce}`;
}
