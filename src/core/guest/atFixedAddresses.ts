import { quoteForShell } from './agentProtocol.ts';

/**
 * Runs a script in a `sh` that starts programs without address randomisation, where the guest has `setarch`. QEMU 7 translates
 * a program's code anew for each address that it is mapped at: under emulation a process takes 35 to 70 ms to start, and 5 to
 * 15 at an address of before. The script has to succeed, or it runs again.
 *
 * @param words of the calling shell, that become `$1` and so on
 */
export function atFixedAddresses(script: string, words = ''): string {
  const run = `sh -c "$l" -${words === '' ? '' : ` ${words}`}`;
  return `l=${quoteForShell(script)};setarch -R ${run}||${run}`;
}
