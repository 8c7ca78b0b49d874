import type { Finding } from '../../core/findings/finding.ts';
import { findFindings } from '../../core/findings/findFindings.ts';
import type { ConsoleRecorder } from '../console/consoleRecorder.ts';

/** What the rules say of a console that a harness showed; nobody asked its guest anything. */
export function harnessFindings(
  recorder: ConsoleRecorder,
  textFile: string,
  onError: (error: unknown) => void,
): readonly Finding[] {
  const findings = findFindings(
    {
      captures: new Map(),
      failures: recorder.observer.failures.map((failure) => ({ failure, ...recorder.linesOf(failure) })),
      host: {
        accelerator: { kind: 'unknown', why: 'the harness started the VM' },
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
