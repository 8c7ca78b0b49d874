import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { testLine } from '../../../src/cli/testLine.ts';
import { probeVerdict } from '../../../src/core/artefacts/verdicts/probeVerdict.ts';
import { isPassed, type TestResult } from '../../../src/core/artefacts/verdicts/testResult.ts';
import { testId, type VmTest } from '../../../src/core/artefacts/verdicts/vmTest.ts';
import type { CaptureRecord } from '../../../src/core/artefacts/captureRecord.ts';
import type { ExpectationResult, Probe } from '../../../src/core/probes/probe.ts';
import { probeRun, waitRun } from '../../../src/host/protocol/protocol.ts';
import { runTests } from '../../../src/host/client/runTests.ts';
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { type ScriptedHost, scriptedHost } from './scriptedHost.ts';
import { vmState } from './vmState.ts';
import { UserError } from '../../../src/core/common/userError.ts';
import { toWire } from '../../../src/host/protocol/wireError.ts';

function probe(id: string): Probe {
  return { id, group: 'service', title: `Title of ${id}`, command: 'true', timeoutMs: 1000 };
}

const asks = (id: string): VmTest => ({ kind: 'probe', probe: probe(id) });

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

describe('runTests', () => {
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
          throw new ResponseError(ErrorCodes.InternalError, '', toWire(new UserError('guest', 'The channel is gone.')));
        return capture(id);
      });
    });
    const quick = Array.from({ length: 20 }, (_, index) => `quick-${index}`);
    const seen: string[] = [];
    const results = await runTests(host.client, [asks('hangs'), asks('fails'), ...quick.map(asks)], {
      signal: new AbortController().signal,
      onResult: ({ test }) => {
        seen.push(testId(test));
        if (seen.length === 1 + quick.length) free?.();
      },
    });
    expect(seen.at(-1)).toBe('hangs');
    expect(seen.slice(0, -1).sort()).toEqual(['fails', ...quick].sort());
    expect(results.map(({ verdict, capture: kept }) => kept?.probe ?? verdict)).toEqual([
      'hangs',
      { state: 'errored', message: 'The channel is gone.' },
      ...quick,
    ]);
  });

  it('takes a wait that was given up for a failure, with what was last seen beside what was expected', async () => {
    const until = { title: 'storage has a STATE', checks: [{ path: 'STATE', matches: '.' }] };
    const wait = { id: 'state', title: 'a STATE', probe: probe('storage'), until, timeoutMs: 1000 };
    const why = 'Gave up waiting for a STATE after 1.0 s; last seen: no STATE.';
    const times = { startedAt: '2025-10-12T01:03:38.000Z', durationMs: 1000 };
    const record = { id: 'state', title: 'a STATE', state: 'gaveUp', why, capture: '0001-storage', ...times } as const;
    host = await scriptedHost(vmState(), (connection) => {
      connection.onRequest(waitRun, ({ wait: id }) =>
        id === 'state'
          ? { record, capture: capture('storage', { readingFile: 'reading.json' }) }
          : { record: { ...record, id, state: 'came', why: null, capture: null }, capture: null },
      );
    });
    writeFileSync(join(host.folder, 'reading.json'), JSON.stringify({ ok: true, value: { DETAIL: 'x' } }));
    const tests: VmTest[] = [
      { kind: 'wait', wait },
      { kind: 'wait', wait: { ...wait, id: 'other' } },
    ];
    const results = await runTests(host.client, tests, {
      signal: new AbortController().signal,
      onResult: () => undefined,
    });
    const compared = { expected: 'STATE matches /./\n', found: 'STATE is not there\n' };
    expect(results.map(({ verdict }) => verdict)).toEqual([
      { state: 'failed', message: why, compared },
      { state: 'passed' },
    ]);
    expect(results.map(testLine)).toEqual([
      `state                    1.0 s  ${why}`,
      'other                    1.0 s  came: storage has a STATE',
    ]);
  });
});

describe('what a probe came to', () => {
  const met: ExpectationResult = { state: 'met', title: 'storage is applied' };
  const unmet: ExpectationResult = { ...met, state: 'unmet', found: 'STATE=failed' };
  const unknown: ExpectationResult = { ...met, state: 'unknown', why: 'no such file' };
  const cases: readonly (readonly [answer: Partial<CaptureRecord> | string, passed: boolean, line: RegExp])[] = [
    [{ expectation: met }, true, /^storage +0\.1 s  .*storage is applied$/],
    [{ expectation: unmet }, false, /^storage +0\.1 s  not .*storage is applied.*STATE=failed/],
    [{ expectation: unknown }, false, /^storage +0\.1 s  .*storage is applied.*no such file/],
    [{}, true, /^storage +0\.1 s  answered with nothing$/],
    [{ exitStatus: 4 }, true, /^storage +0\.1 s  answered with exit status 4$/],
    [{ timedOut: true, expectation: met }, false, /^storage +0\.1 s  .*out of time after 0\.1 s/],
    ['The channel is gone.', false, /^storage +no answer: The channel is gone\.$/],
  ];

  it.each(cases)('%j', async (facts, passed, line) => {
    const test = asks('storage');
    const kept = typeof facts === 'string' ? null : capture('storage', facts);
    const why = typeof facts === 'string' ? facts : '';
    const result: TestResult = {
      test,
      verdict:
        kept === null ? { state: 'errored', message: why } : await probeVerdict('/nowhere', probe('storage'), kept),
      durationMs: 120,
      capture: kept,
      wait: null,
    };
    expect(isPassed(result)).toBe(passed);
    expect(testLine(result)).toMatch(line);
  });
});
