/**
 * The argument vector of a shell that runs a program and then holds the terminal open until everything was read. When the
 * last process of a terminal ends, libuv takes one short read for the end and drops what the kernel still has (node-pty
 * 1.2.0-beta.15 lost 14 of 126 KB); as long as a process is there, nothing is dropped.
 *
 * The program is in the terminal's foreground and the terminal controls it, as if it had been started alone. What the
 * shell writes behind the last byte is an escape sequence with the nonce and the exit status (`HeldProgramReader`).
 */
export function heldProgram(argv: readonly string[], nonce: string): readonly string[] {
  return ['sh', '-c', script, 'sh', nonce, ...argv];
}

/** What begins the sequence; the exit status and BEL follow. */
export const endSequence = (nonce: string): string => `\x1b]boot-image-vm-end;${nonce};`;

/**
 * A trap, unlike an ignored signal, is not handed down: Ctrl-C is the program's. The shell's own words about a program that
 * a signal ended go nowhere (a subshell, because dash says them where the command itself writes). `iutf8`: a terminal of bytes erases whole characters too.
 */
const script = String.raw`nonce=$1
shift
trap : INT QUIT
stty iutf8 2>/dev/null
exec 3>&2 2>/dev/null
(exec env -- "$@" 2>&3 3>&-)
printf '\033]boot-image-vm-end;%s;%s\007' "$nonce" "$?"
while :; do sleep 1000; done`;
