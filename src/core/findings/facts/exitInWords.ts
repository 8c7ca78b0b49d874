/** How a unit came to fail, from what `systemctl show` tells: `exit status 1`, `signal 9`, `timeout`. */
export function exitInWords(properties: ReadonlyMap<string, string>): string {
  const result = properties.get('Result') ?? '';
  const status = properties.get('ExecMainStatus') ?? '';
  // ExecMainCode: 1 exited, 2 killed by a signal, 3 dumped core (waitid's si_code).
  const code = properties.get('ExecMainCode') ?? '';
  const words = resultWords[result] ?? (result === '' || result === 'success' ? '' : `result ${result}`);
  if (code === '1' && status !== '' && status !== '0') return `exit status ${status}`;
  if ((code === '2' || code === '3') && status !== '') return `${code === '3' ? 'core dump, ' : ''}signal ${status}`;
  return words === '' ? 'no reason told' : words;
}

const resultWords: Readonly<Record<string, string>> = {
  'exit-code': 'a command failed',
  timeout: 'it ran out of its time',
  watchdog: 'its watchdog heard nothing',
  'start-limit-hit': 'it was started too often in a short time',
  'oom-kill': 'the kernel killed it for want of memory',
  resources: 'the system lacked a resource',
  protocol: 'it did not do what its type says',
  dependency: 'a unit that it requires failed',
};
