/** The line with which systemd says that everything is started; a login prompt comes before it where there is one. */
export function isEndOfBoot(line: string): boolean {
  return /Reached target (?:multi-user\.target|graphical\.target|Multi-User System|Graphical Interface)|systemd\[1\]: Startup finished in /.test(
    line,
  );
}
