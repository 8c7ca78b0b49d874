import { afterEach, describe, expect, it } from 'vitest';
import { probeLine } from '../../../src/cli/probeLine.ts';
import { isSatisfied, type ProbeAnswer, runProbes } from '../../../src/cli/runProbes.ts';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import type { ExpectationResult, Probe } from '../../../src/core/probes/probe.ts';
import { probeRun } from '../../../src/host/protocol.ts';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { type ScriptedHost, scriptedHost } from './scriptedHost.ts';
import { vmState } from './vmState.ts';

function probe(id: string): Probe {
  return { id, group: 'service', title: `Title of ${id}`, command: 'true', timeoutMs: 1000 };
}

function capture(id: string, changes: Partial<CaptureRecord> = {}): CaptureRecord {
  return {
    id: `0001-${id}`,
    probe: id,
    title: `Title of ${id}`,
    command: 'true',
    exitStatus: 0,
    startedAt: '2025-10-12T01:03:38.000Z',
    durationMs: 120,
    channel: 'virtio',
    timedOut: false,
    truncated: false,
    bytes: 0,
    sha256: '',
    file: `captures/0001-${id}.txt`,
    stderrFile: null,
    readingFile: null,
    expectation: null,
    ...changes,
  };
}

describe('runProbes', () => {
  let host: ScriptedHost;

  afterEach(() => {
    host.close();
  });

  it('is not held up by a probe that hangs, and takes one that fails for an answer', async () => {
    let free: (() => void) | undefined;
    host = await scriptedHost(vmState(), (connection) => {
      connection.onRequest(probeRun, async ({ probe: id }) => {
        if (id === 'hangs') await new Promise<void>((resolve) => (free = resolve));
        if (id === 'fails')
          throw new ResponseError(ErrorCodes.InternalError, 'The channel is gone.', { reason: 'guest' });
        return capture(id);
      });
    });
    const quick = Array.from({ length: 20 }, (_, index) => `quick-${index}`);
    const seen: string[] = [];
    const answers = await runProbes(host.client, [probe('hangs'), probe('fails'), ...quick.map(probe)], {
      signal: new AbortController().signal,
      onAnswer: (answer) => {
        seen.push(answer.probe.id);
        if (seen.length === 1 + quick.length) free?.();
      },
    });
    expect(seen.at(-1)).toBe('hangs');
    expect(seen.slice(0, -1).sort()).toEqual(['fails', ...quick].sort());
    expect(answers.map((answer) => ('error' in answer ? answer.error : answer.capture.probe))).toEqual([
      'hangs',
      'The channel is gone.',
      ...quick,
    ]);
  });
});

describe('what a probe came to', () => {
  const met: ExpectationResult = { state: 'met', title: 'storage is applied' };
  const unmet: ExpectationResult = { ...met, state: 'unmet', found: 'STATE=failed' };
  const unknown: ExpectationResult = { ...met, state: 'unknown', why: 'no such file' };
  const cases: readonly (readonly [answer: Partial<CaptureRecord> | string, satisfied: boolean, line: RegExp])[] = [
    [{ expectation: met }, true, /^storage +0\.1 s  .*storage is applied$/],
    [{ expectation: unmet }, false, /^storage +0\.1 s  not .*storage is applied.*STATE=failed/],
    [{ expectation: unknown }, false, /^storage +0\.1 s  .*storage is applied.*no such file/],
    [{}, true, /^storage +0\.1 s  answered with nothing$/],
    [{ exitStatus: 4 }, true, /^storage +0\.1 s  answered with exit status 4$/],
    [{ timedOut: true, expectation: met }, false, /^storage +0\.1 s  .*out of time after 0\.1 s/],
    ['The channel is gone.', false, /^storage +no answer: The channel is gone\.$/],
  ];

  it.each(cases)('%j', (facts, satisfied, line) => {
    const answer: ProbeAnswer =
      typeof facts === 'string'
        ? { probe: probe('storage'), error: facts }
        : { probe: probe('storage'), capture: capture('storage', facts) };
    expect(isSatisfied(answer)).toBe(satisfied);
    expect(probeLine(answer)).toMatch(line);
  });
});
