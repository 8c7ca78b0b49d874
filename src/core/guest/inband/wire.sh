# The guest's end of the channel over the console: POSIX sh, and of other programs only dd, stty, sh, one of base64 and od,
# one of cksum, sha256sum, md5sum and od. What is said on the line: wireProtocol.ts. It owns the terminal from the moment
# it is typed until the host says Q; in between, the console is a person's.
#
# Beside it lie, made by installScript.ts: the named pipes i (to the agent), o (from the agent), q (to the sender below) and
# g (what the pump is to fetch); the files x (number and digest of the last line that was taken), b (the block that is on its
# way), n (its number), r (the same once it is whole), e (not empty: the turn ends) and f (there if setarch is). The agent and
# the pump live on between two turns of this script.
#
# Invariant: only the sender writes on the terminal, one frame after the other.

d=${0%/*}
# Why: asRoot.ts.
[ -e "$d/f" ] && [ "$3" != f ] && exec setarch -R sh "$0" "$1" "$2" f
N=$1
H=$2
LC_ALL=C
exec 2>/dev/null
trap '' INT QUIT TSTP
for K in cksum sha256sum md5sum od
do
  command -v $K >/dev/null 2>&1 && break
done
B=od
command -v base64 >/dev/null 2>&1 && B=base64
# Lines as long as a part: one process for all of them.
[ "$(echo abcde | base64 -w 4)" = "YWJj
ZGUK" ] && B=base64w

# The digest of what follows the nonce, in c.
digest() {
  case $K in
  od)
    c=0
    for v in $(printf %s "$N:$1" | od -An -v -tu1); do c=$(((c * 31 + v) % 16777213)); done;;
  *)
    c=$(printf %s "$N:$1" | $K)
    c=${c%% *};;
  esac
}

encode() {
  case $B in od) od -An -v -tx1;; *) base64;; esac
}

say() { printf '~bivm:%s:%s~\n' "$N" "$1"; }

# Says text with its digest.
prove() {
  digest "$1"
  say "$1:$c"
}

# m parts of the block from part k on, or up to its end, which a shorter part shows.
burst() {
  k=$1 m=$2
  set -f --
  case $B in
  base64w) f=$((z / 3 * 4)); set -- $(dd if="$d/b" bs=$z skip=$k count=$m | base64 -w $f);;
  base64) f=$((z / 3 * 4));;
  od) f=$((z * 2));;
  esac
  while [ $m -gt 0 ]
  do
    # Whoever wants the console does not wait for the rest.
    [ -s "$d/e" ] && return
    case $B in
    base64w) l=$1; [ $# = 0 ] || shift;;
    *) l=$(dd if="$d/b" bs=$z skip=$k count=1 | encode); join $l;;
    esac
    prove "p:$n:$k:$z:$l"
    [ ${#l} = $f ] || break
    k=$((k + 1)) m=$((m - 1))
  done
  say "e:$n"
}

join() {
  IFS=
  l="$*"
  unset IFS
}

hello() {
  read -r x y <"$d/x"
  prove "h:$K:${B%w}:$x:$y:$n:$d"
}

send() {
  z=3072 w=1
  read -r n <"$d/n"
  read -r r <"$d/r"
  hello
  while IFS= read -r l <&4
  do
    set -- $l
    case $1 in
    A) say "a:$2:$3";;
    R) say r;;
    H) hello;;
    # The pump has a block.
    D) read -r r <"$d/r"
       [ "$r" = "$n" ] && burst 0 $w;;
    G) z=$4 w=$5
       if [ "$2" -gt "$n" ]
       then
         n=$2
         echo "$n" >"$d/n"
         echo "$n" >&7
         say "w:$n"
       elif [ "$r" = "$n" ]
       then
         burst "$3" "$5"
       else
         say "w:$n"
       fi;;
    Q) say q; return;;
    esac
  done
}

t=$(stty -g)
stty -echo -icanon -isig -iexten -ixon min 1 time 0
exec 4<>"$d/q" 5<>"$d/i" 7<>"$d/g"
: >"$d/e"
read -r x y <"$d/x"
send &
while IFS= read -r l
do
  case $l in
  *"~$N:"*"~") ;;
  *) echo R >&4; continue;;
  esac
  l=${l##*"~$N:"}
  l=${l%"~"}
  h=${l%%:*}
  l=${l#*:}
  digest "$l"
  [ "$h" = "$c" ] || { echo R >&4; continue; }
  IFS=:
  set -f
  set -- $l
  unset IFS
  case $1 in
  W) if [ "$2" = $((x + 1)) ]
     then
       x=$2 y=$c
       echo "$x $y" >"$d/x"
       printf %b "$3" >&5
     fi
     echo "A $x $y" >&4;;
  G) echo "$1 $2 $3 $4 $5" >&4;;
  H) echo H >&4;;
  Q) break;;
  esac
done
echo 1 >"$d/e"
echo Q >&4
wait
stty "$t"
# The prompt comes where it stood.
printf '\r\033[K'
# Whether the shell is a bash that has put the line into its history.
read -r s </proc/$PPID/comm
[ "$s" = bash ] && case $H in *ignore[sb]*) false;; esac
