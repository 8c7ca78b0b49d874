# The agent that runs in the guest: POSIX sh, and of other programs only cat, dd, mkdir, mkfifo, mv, rm and one of cksum,
# sha256sum, md5sum (grep when something has to be killed, head and sleep for streams). It reads the channel on descriptor
# 3 and writes it on 6; the session's token is in T, the size up to which output is sent at once in M. What is said on the
# channel: agentProtocol.ts.
#
# What costs under emulation is fork and exec, about 1 and 4 ms each, so:
# - a request costs two forks besides its own command; its text is read without a fork;
# - answers that wait together are summed by one cksum and sent by one cat;
# - what was answered is removed in batches, when the host says so.
#
# Invariant: only the sender writes on descriptor 6, one message after the other.
# Invariant: an answer is announced only when its status file was written whole. A full file system fails that write, and
# the host is told so instead of being sent what fitted.

trap '' HUP
umask 077
LC_ALL=C
N='
'
# Leaves the cgroup of the login: systemd ends all that is in it when the person logs out, or when memory runs out for any
# of it. The second path is that of a system with cgroups of version 1. The kernel takes its time to move a process.
{
  read -r p l </proc/self/stat
  { echo $p >/sys/fs/cgroup/cgroup.procs || echo $p >/sys/fs/cgroup/systemd/cgroup.procs; } &
} 2>/dev/null
G=$!
# The last process to be killed when memory runs out; what it starts is as likely to be as before.
O=0
{ read -r O </proc/self/oom_score_adj; echo -1000 >/proc/self/oom_score_adj; } 2>/dev/null
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin
export PATH

for d in /run /dev/shm /tmp /var/tmp
do
  D=$d/boot-image-vm.$$
  mkdir "$D" && echo 1 >"$D/t" && [ -s "$D/t" ] && break
  rm -rf "$D"
  D=
done 2>/dev/null
[ "$D" ] && mkfifo "$D/q" || { echo "$T N" >&6; exit 1; }
exec 4<>"$D/q"

C=none
for c in cksum sha256sum md5sum
do
  command -v $c >/dev/null 2>&1 && { C=$c; break; }
done

# A line "digest size file" for each file.
sums() {
  case $C in
  cksum) cksum "$@";;
  none) for f; do set -- $(wc -c <"$f"); echo "- $1 $f"; done;;
  *) for f; do set -- $($C <"$f") $(wc -c <"$f"); echo "$1 $3 $f"; done;;
  esac
}

# Sends all answers that wait.
pack() {
  A= F= I= S=
  for s in "$D"/*.s
  do
    # In place: a full file system has no room for it anew.
    [ -s "$s" ] && read -r c f <"$s" && [ -z "$f" ] && echo "$c sent" 1<>"$s" || continue
    i=${s##*/}
    i=${i%.s}
    A="$A $i $c"
    for f in "$D/$i.o" "$D/$i.e"; do [ -s "$f" ] && F="$F $f"; done
  done
  [ "$A" ] || return
  set -- $F
  [ $# = 0 ] || S=$(sums "$@")
  # How many sums there have to be is said apart: without memory there are none, and that is not an empty output.
  printf '%s A %s %s%s\n%s\n.\n' "$T" $((${#A} + ${#S})) $# "$A" "$S" >&6
  set -- $S
  while [ $# -ge 3 ]
  do
    [ "$2" -le "$M" ] && I="$I $3"
    shift 3
  done
  [ "$I" ] || return
  # Not cat, where it can be helped: a file that something still writes to has no end.
  [ "$H" ] || [ "$(head -q -c 1 "$D/t" "$D/t" 2>/dev/null)" != 11 ] || H="head -q -c $M"
  # What it leaves out would be taken from the next messages, so there are none.
  ${H:-cat} $I >&6 || exit 1
}

# The sender: one message a line on descriptor 4.
send() {
  H=
  while IFS= read -r l <&4
  do
    set -- $l
    case $1 in
    D) pack;;
    P) if dd if="$D/$2.$3" of="$D/z" bs="$5" skip="$4" count=1 2>/dev/null
       then
         echo "$T P $2 $3 $4 $5 $(sums "$D/z")" >&6
         cat "$D/z" >&6 || exit 1
       else
         echo "$T X $2 full" >&6
       fi;;
    # Where is the answer? Sent again, still to come, or never asked for.
    W) if [ -s "$D/$2.s" ]
       then
         read -r c f <"$D/$2.s"
         echo "$c" 1<>"$D/$2.s"
         pack
       elif ! [ -e "$D/$2.o" ]
       then
         echo "$T U $2" >&6
       fi;;
    # Answers with the sizes by now, since something may still be writing; the rest is fetched in pieces.
    Z) c=$3
       [ -s "$D/$2.s" ] && read -r c f <"$D/$2.s"
       A=" $2 $c $(wc -c <"$D/$2.o") $(wc -c <"$D/$2.e")"
       echo "$T L ${#A}$A" >&6;;
    H) b=-
       read -r b </proc/sys/kernel/random/boot_id
       echo "$T H $2 $b $C" >&6;;
    F) shift
       s=
       for i; do s="$s $D/$i.o $D/$i.e $D/$i.s $D/$i.p $D/$i.c $D/$i.r"; done
       rm -f $s;;
    *) echo "$T $l" >&6;;
    esac
  done
}

# What commands start in: no descriptor of the agent, a number to find the first process by, an environment to find the
# others by.
enter() {
  exec 3>&- 4>&- 6>&-
  trap - HUP
  read -r p l </proc/self/stat
  { echo $O >/proc/self/oom_score_adj; } 2>/dev/null
  echo $p >"$D/$1.p"
  export $E "BOOT_IMAGE_REQUEST=$1"
}

run() {
  (
    exec 3>&- 6>&-
    ( enter "$1"; eval "$2" ) </dev/null >"$D/$1.o" 2>"$D/$1.e"
    c=$?
    echo $c >"$D/$1.s" && echo "D $1" >&4 || echo "X $1 full" >&4
  ) 2>/dev/null &
}

# A shell of its own, whose children carry its environment from their first moment: what is left of them is found by it.
# Its stdout is the port's between two lines of ours, so that whoever reads the port next is not misled. Of stderr the
# beginning is kept: it may go on for as long as the VM runs.
stream() {
  (
    exec 3>&- 6>&-
    p= c=
    for d in /sys/class/virtio-ports/*; do read -r n <"$d/name" && [ "$n" = "$2" ] && p=/dev/${d##*/}; done
    : >"$D/$1.o"
    echo 1 >"$D/$1.r"
    {
      echo "$T B $1" >&5
      (
        ( enter "$1"; exec sh -c "$3" 5>&- )
        echo $? >"$D/$1.c"
        exec >/dev/null 2>&1 5>&-
        # A process that is just being started shows no environment: again, at least once, until all have let go.
        rest "$1"
        while sleep 0.1 || sleep 1; rest "$1"; [ -s "$D/$1.r" ]; do :; done
      ) </dev/null 2>&1 >&5 | { head -c "$M" >"$D/$1.e"; cat >/dev/null; : >"$D/$1.r"; } 5>&-
      c=full
      read -r c <"$D/$1.c"
      printf '\001%s E %s\n' "$T" "$1" >&5
    } 5>"$p"
    case $c in
    '') echo "X $1 port" >&4;;
    full) echo "X $1 full" >&4;;
    *) echo $c >"$D/$1.s" && echo "D $1" >&4 || echo "X $1 full" >&4;;
    esac
  ) 2>/dev/null &
}

# Kills the first process of a request, all its descendants, and those that left the family but kept the environment.
end() {
  e=$1 o= n=0
  # Its number may be another process's by now.
  [ -s "$D/$e.s" ] && { rest "$e"; return; }
  # It may be about to start.
  until read -r r <"$D/$e.p"
  do
    [ -s "$D/$e.s" ] || [ $n = 30 ] && return
    n=$((n + 1))
    sleep 0.1 || sleep 1
  done
  s=" $r "
  while [ "$s" != "$o" ]
  do
    o=$s
    for f in /proc/[0-9]*/stat
    do
      read -r l <"$f" || continue
      p=${l%% *}
      l=${l##*) }
      set -- $l
      case $s in *" $2 "*) case $s in *" $p "*) ;; *) s="$s$p ";; esac;; esac
    done
  done
  # Stopped first: the answer is announced when the first process is gone, and then nothing of it may be left.
  kill -STOP $s
  rest "$e"
  kill -9 $s
} 2>/dev/null

# Kills what left the family of a request but kept its environment.
rest() {
  for f in $(grep -l "BOOT_IMAGE_REQUEST=$1" /proc/[0-9]*/environ)
  do
    f=${f#/proc/}
    kill -9 "${f%%/*}"
  done
} 2>/dev/null

# Reads a script of n lines into B.
take() {
  B=
  while [ "$n" -gt 0 ]
  do
    # The port closed: so it is for the next line, which ends everything.
    IFS= read -r l <&3 || return
    B=$B$l$N
    n=$((n - 1))
  done
}

# A request that comes again runs once: a second run would empty the outputs of the first. The file is there before the
# next line is read, so whoever asks where the answer is learns that it is still to come.
isNew() {
  [ -e "$D/$1.o" ] && return 1
  true >"$D/$1.o"
  return 0
} 2>/dev/null

# Whoever is started from here on is moved as well.
wait $G
send &
K=$!
# Also where it cannot go on, for want of memory for a process: the port closes with both. A console has more to leave.
trap 'kill $K 2>/dev/null; rm -rf "$D"; eval "$BOOT_IMAGE_LEAVE"' EXIT
# bash and perl complain of a locale that is not there. glibc may have it without a folder.
E='TERM=dumb NO_COLOR=1 SYSTEMD_COLORS=0 SYSTEMD_PAGER= PAGER=cat LC_ALL=C'
[ -d /usr/lib/locale/C.utf8 ] || [ "$(LC_ALL=C.UTF-8 locale charmap 2>&1)" = UTF-8 ] && E=$E.UTF-8
while IFS= read -r L <&3
do
  set -- $L
  [ "$1" = "$T" ] || continue
  # Without the sender nobody would ever hear of anything: the port closes, and the host starts another agent.
  kill -0 $K 2>/dev/null || break
  case $2 in
  R) n=$4; take
     if [ "${#3} ${#B}" != "12 $5" ]; then echo "X $3 damaged" >&4; elif isNew "$3"; then run "$3" "$B"; fi;;
  S) n=$5; take
     if [ "${#3} ${#B}" != "12 $6" ]; then echo "X $3 damaged" >&4; elif isNew "$3"; then stream "$3" "$4" "$B"; fi;;
  K) end "$3" &;;
  # Not every date takes a fraction.
  C) { date -u -s "@$3" || date -u -s "@${3%.*}"; } >/dev/null 2>&1
     echo "C $?" >&4;;
  Q) break;;
  *) shift; echo "$*" >&4;;
  esac
  # dash, bash and busybox ash forget finished background jobs only here; else each would stay as a zombie.
  jobs >/dev/null 2>&1
done
