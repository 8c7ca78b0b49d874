/** Kills a process, or with its negative number a group; one that has ended by itself meanwhile is as good. */
export function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has.
  }
}
