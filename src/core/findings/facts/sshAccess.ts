import type { CapturedAnswer } from '../capturedAnswer.ts';
import { findLine } from '../findLine.ts';
import type { RunFacts } from '../runFacts.ts';

/** What the probe ssh-access prints: `passwordauthentication yes`, `keys /root/.ssh/authorized_keys 1`, `password nixos set`. */
export interface SshAccess {
  readonly capture: CapturedAnswer;
  /** All that stands behind a name. */
  readonly setting: (name: string) => string | undefined;
  readonly lineOf: (name: string) => number | undefined;
  /** Files of authorized keys and how many each holds. */
  readonly keys: readonly { readonly file: string; readonly count: number; readonly line: number }[];
  /** Users who have a password, or an empty one. */
  readonly passwords: readonly { readonly user: string; readonly kind: string; readonly line: number }[];
}

export function sshAccess(facts: RunFacts): SshAccess | undefined {
  const capture = facts.captures.get('ssh-access');
  if (capture === undefined || capture.timedOut || findLine(capture, /^passwordauthentication /) === undefined)
    return undefined;
  const rows = capture.lines.map((line, index) => ({ words: line.split(' '), line: index + 1 }));
  const row = (name: string): (typeof rows)[number] | undefined => rows.find(({ words }) => words[0] === name);
  return {
    capture,
    setting: (name) => row(name)?.words.slice(1).join(' '),
    lineOf: (name) => row(name)?.line,
    keys: rows.flatMap(({ words, line }) =>
      words[0] === 'keys' ? [{ file: words[1] ?? '', count: Number(words[2]), line }] : [],
    ),
    passwords: rows.flatMap(({ words, line }) =>
      words[0] === 'password' ? [{ user: words[1] ?? '', kind: words[2] ?? '', line }] : [],
    ),
  };
}
