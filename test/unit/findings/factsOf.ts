import type { CapturedAnswer } from '../../../src/core/findings/capturedAnswer.ts';
import { captureForFindings } from '../../../src/core/findings/captureForFindings.ts';
import type { RunFacts } from '../../../src/core/findings/runFacts.ts';
import { builtInProbes } from '../../../src/core/probes/builtInProbes.ts';
import { readers } from '../../../src/core/probes/readers/readers.ts';

/** The output of a probe, and what its separate reading gave, where it has one. */
export interface TestOutput {
  readonly text: string;
  readonly value?: unknown;
  readonly exitStatus?: number;
  /** Default 0, as of everything that is asked at once. */
  readonly askedAtMs?: number;
}

/** Facts of a run as they would be if probes had answered so; everything else is as on a machine where all is well. */
export function factsOf(
  outputs: Readonly<Record<string, string | TestOutput>>,
  others: Partial<RunFacts> = {},
): RunFacts {
  return {
    captures: new Map(Object.entries(outputs).map(([id, output], index) => [id, captured(id, output, index + 1)])),
    failures: [],
    host: {
      accelerator: { kind: 'kvm', why: 'KVM passed its trial' },
      acceleratorChoice: 'auto',
      kvm: 'present',
      troubles: [],
    },
    network: { kind: 'user', link: 'up', linkSinceMs: 0 },
    profileRules: [],
    ...others,
  };
}

function captured(id: string, output: string | TestOutput, number: number): CapturedAnswer {
  const { text, value, exitStatus = 0, askedAtMs = 0 } = typeof output === 'string' ? { text: output } : output;
  const probe = builtInProbes.find((each) => each.id === id) ?? { id, title: id };
  const reading = 'reading' in probe ? probe.reading : undefined;
  const own = reading !== undefined && reading.command === undefined ? readers[reading.reader](text) : undefined;
  const result = value === undefined ? own : { ok: true as const, value };
  const file = `captures/${String(number).padStart(4, '0')}-${id}`;
  return captureForFindings({
    probe,
    answer: { stdout: Buffer.from(text), exitStatus, startedAt: new Date(askedAtMs), timedOut: false },
    reading: result === undefined ? null : { result },
    files: { file: `${file}.txt`, stderrFile: exitStatus === 0 ? null : `${file}.err` },
  });
}
