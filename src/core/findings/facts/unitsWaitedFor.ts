/** Verbs that return only when the jobs they queue are done. */
const waitingVerbs: ReadonlySet<string> = new Set([
  'start',
  'stop',
  'restart',
  'try-restart',
  'condrestart',
  'reload',
  'reload-or-restart',
  'try-reload-or-restart',
  'force-reload',
  'isolate',
]);
/** Verbs that start or stop with `--now`, and wait for that. */
const verbsOfNow: ReadonlySet<string> = new Set(['enable', 'reenable', 'disable', 'mask']);

/** Options whose value may be the next word; of systemctl(1), version 257. */
const optionsWithValue: ReadonlySet<string> = new Set([
  ...['-t', '-p', '-P', '-n', '-o', '-H', '-M', '-s', '-C'],
  ...['--boot-loader-entry', '--boot-loader-menu', '--check-inhibitors', '--drop-in', '--host', '--image'],
  ...[
    '--image-policy',
    '--job-mode',
    '--kill-mode',
    '--kill-value',
    '--kill-who',
    '--kill-whom',
    '--legend',
    '--lines',
  ],
  ...['--machine', '--message', '--output', '--preset-mode', '--property', '--reboot-argument', '--root', '--signal'],
  ...['--state', '--timestamp', '--type', '--what', '--when'],
]);
const unitSuffix = /\.(?:service|socket|target|mount|automount|swap|device|path|timer|slice|scope)$/;

/** The units that a command line of `systemctl` waits for; none for any other command, and none with `--no-block`. */
export function unitsWaitedFor(commandLine: string): readonly string[] {
  const [program = '', ...words] = commandLine.trim().split(/\s+/);
  if (program !== 'systemctl' && !program.endsWith('/systemctl')) return [];
  const names: string[] = [];
  let isNow = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--no-block' || word === '--user') return [];
    if (word === '--now') isNow = true;
    else if (optionsWithValue.has(word)) index++;
    else if (!word.startsWith('-')) names.push(word);
  }
  const [verb = '', ...units] = names;
  if (!waitingVerbs.has(verb) && !(isNow && verbsOfNow.has(verb))) return [];
  return units.map((unit) => (unitSuffix.test(unit) ? unit : `${unit}.service`));
}
