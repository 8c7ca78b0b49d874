import type { ProbeAnswer } from '../../../src/core/probes/probeAnswer.ts';
import type { ExpectationResult } from '../../../src/core/probes/probe.ts';

export interface ProbeAnswerParts {
  readonly id?: string;
  readonly title?: string;
  readonly stdout?: string | Buffer;
  readonly stderr?: string;
  readonly exitStatus?: number;
  readonly timedOut?: boolean;
  readonly truncated?: boolean;
  readonly expectation?: ExpectationResult;
}

/** What running a probe would bring, made from the parts that a test is about. */
export function probeAnswer(parts: ProbeAnswerParts = {}): ProbeAnswer {
  const { id = 'links', title = 'Network links', stdout = '1: lo\n', stderr = '', expectation } = parts;
  const command = `show ${id}`;
  const answer = {
    stdout: Buffer.from(stdout as string),
    stderr: Buffer.from(stderr),
    exitStatus: parts.exitStatus ?? 0,
    startedAt: new Date('2025-10-12T01:03:40.500Z'),
    durationMs: 123,
    timedOut: parts.timedOut ?? false,
    truncated: parts.truncated ?? false,
    channel: 'virtio' as const,
  };
  return {
    probe: { id, group: 'network', title, command, timeoutMs: 1000 },
    answer,
    reading: { reader: 'text', command: `read ${id}`, answer, result: { ok: true, value: { a: 1 } } },
    expectation: expectation ?? null,
  };
}
