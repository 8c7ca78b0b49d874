/** The exit status of a guest without journalctl. */
export const noJournalctl = 127;

/**
 * POSIX sh that writes the journal of the present boot and what comes: all of it, or what follows a cursor if that is of
 * this boot. It yields to everything else in the guest: under emulation the whole journal of a boot is a second's work. The
 * follower of an agent that was killed is ended; it would hold its port for ever.
 */
export function followJournalScript(after: string | undefined): string {
  // The kernel writes the id with dashes, the journal without.
  return `command -v journalctl >/dev/null || exit ${noJournalctl}
f=/run/boot-image-vm.journal
{ read -r p <$f && grep -q journalctl /proc/$p/cmdline && kill $p; echo $$ >$f; } 2>/dev/null
c='${safeCursor(after)}'
read -r b </proc/sys/kernel/random/boot_id
IFS=-
set -- $b
unset IFS
n=
command -v nice >/dev/null && n='nice -n 19'
case $c in
*";b=$1$2$3$4$5;"*) exec $n journalctl -q -o json -f --no-tail --after-cursor="$c";;
*) exec $n journalctl -q -b -o json -f --no-tail;;
esac`;
}

/** It comes from the guest and goes into a script. */
function safeCursor(cursor: string | undefined): string {
  return cursor !== undefined && /^[A-Za-z0-9;=]+$/.test(cursor) ? cursor : '';
}
