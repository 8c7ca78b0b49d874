import type { Finding } from './finding.ts';
import { findFindings } from './findFindings.ts';
import type { LocatedFailure } from './runFacts.ts';

/**
 * What the rules say of a console alone: of a harness, which asks a guest itself, and of what a killed host did not see.
 *
 * @param textFile where the lines of the failures are, relative to the run folder
 */
export function consoleFindings(
  failures: readonly LocatedFailure[],
  textFile: string,
  onError: (error: unknown) => void,
): readonly Finding[] {
  const findings = findFindings(
    {
      captures: new Map(),
      failures,
      host: {
        accelerator: { kind: 'unknown', why: 'nobody is there to ask' },
        acceleratorChoice: 'unknown',
        kvm: 'absent',
        troubles: [],
      },
      network: { kind: 'none', link: 'down', linkSinceMs: 0 },
      profileRules: [],
    },
    onError,
  );
  return findings.map((finding) => ({
    ...finding,
    evidence: finding.evidence.map((place) => (place.file === 'serial.txt' ? { ...place, file: textFile } : place)),
  }));
}
