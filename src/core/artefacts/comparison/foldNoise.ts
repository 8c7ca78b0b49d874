/**
 * What differs between two runs without meaning anything, and the word that stands for it. In order: the longer first.
 *
 * Invariant: the time that each takes grows with the length of the text and no faster, whatever a guest writes.
 */
const noise: readonly (readonly [RegExp, string])[] = [
  [/\x1b\[[0-9;?]*[A-Za-z]/g, ''],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b[0-9a-f]{32}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z| ?[+-]\d\d:?\d\d| [A-Z]{3,4}\b)?/g, '<time>'],
  [/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)?/g, '<time>'],
  // Not the six pairs of a card's address.
  [/(?<![:\w])\d{1,2}:\d\d:\d\d(?:\.\d+)?(?![:\w])/g, '<time>'],
  [/^\[ *\d+\.\d{6}\]/gm, '[<time>]'],
  [/\b(?:\d+(?:\.\d+)?(?:us|ms|s|min|h|d)\b ?)+/g, '<duration> '],
  [/\b\d+(?:\.\d+)? (?:ns|us|ms|s|min)\b/g, '<duration>'],
  // What the kernel measures and hands out anew at each boot.
  [/\b\d+\.\d+ MHz\b/g, '<frequency>'],
  [/\b\d+\.\d+ BogoMIPS(?: \(lpj=\d+\))?/g, '<speed>'],
  [/\b(Memory:) \d+K\//g, '$1 <size>/'],
  [/\b(audit)\(\d+\.\d+:\d+\)/g, '$1(<time>)'],
  [/(setting system clock to [^(\n]{0,60})\(\d+\)/g, '$1(<time>)'],
  [/\b(irq) \d+\b/gi, '$1 <number>'],
  [/\b0x[0-9a-f]+\b/gi, '<address>'],
  [/\b[0-9a-f]{16}\b/gi, '<address>'],
  // `systemctl show`: clocks, counters and use of resources.
  [
    /^(\w*(?:Monotonic|Timestamp|USec|NSec|PID|MemoryCurrent|MemoryPeak|MemoryAvailable|TasksCurrent|ControlGroupId))=.*$/gm,
    '$1=<value>',
  ],
  [/\b(pid)=\d+/g, '$1=<pid>'],
  [/\b([Pp]rocess) \d+\b/g, '$1 <pid>'],
  [/\b(valid_lft|preferred_lft) \d+sec\b/g, '$1 <duration>'],
  [/\b(DUID-[\w/]+:)[0-9a-f]+\b/g, '$1<id>'],
  [/(\w)\[\d+\]/g, '$1[<pid>]'],
  [/\b(pid:?|PID:?|Main PID:|MainPID=|ExecMainPID=|ControlPID=|Process:) ?\d+/g, '$1 <pid>'],
  [/^([ \t]*(?:[│├└─][ \t]*)+)\d+ /gm, '$1<pid> '],
  // Tables of processes: the parent's number and the state follow, or, by `ps`, the terminal.
  [/^ *\d+ +\d+ +(?=[RSDTtZXIKWP][+<NLsl]* )/gm, '<pid> <pid> '],
  [/^ *\d+ +(?=(?:\?|pts\/\d+|tty\w+) )/gm, '<pid> '],
  // The queue of jobs.
  [/^\d+ +(?=\S+\.[a-z]+ +[a-z-]+ +(?:running|waiting)\b)/gm, '<job> '],
  [/(?<![ \t])[ \t]+$/gm, ''],
];

/** Properties of `systemctl show` that are sets; systemd lists them in no fixed order. */
const unordered =
  /^((?:After|Before|Requires|Requisite|Wants|BindsTo|PartOf|Conflicts|WantedBy|RequiredBy|TriggeredBy|Triggers|RequiresMountsFor))=(.*)$/gm;

/** A text in which times, process ids and addresses are replaced by words, so that two runs can be compared. */
export function foldNoise(text: string): string {
  const folded = noise.reduce((result, [pattern, word]) => result.replace(pattern, word), text);
  return folded.replace(
    unordered,
    (_line, name: string, words: string) => `${name}=${words.split(' ').sort().join(' ')}`,
  );
}
