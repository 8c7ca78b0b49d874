import { describe, expect, test } from 'vitest';
import type { GuestAnswer } from '../../../src/core/guest/guestChannel.ts';
import { evaluateExpectation } from '../../../src/core/probes/evaluateExpectation.ts';
import type { Check, ExpectationResult, ReaderName } from '../../../src/core/probes/probe.ts';
import { readAnswer } from '../../../src/core/probes/readAnswer.ts';

function answerOf(stdout: string, more: Partial<Omit<GuestAnswer, 'stderr'>> & { stderr?: string } = {}): GuestAnswer {
  const { stderr = '', ...rest } = more;
  return {
    stdout: Buffer.from(stdout),
    exitStatus: 0,
    startedAt: new Date(0),
    durationMs: 10_000,
    timedOut: false,
    truncated: false,
    channel: 'virtio',
    ...rest,
    stderr: Buffer.from(stderr),
  };
}

const title = 'it is right';
const met = { state: 'met', title };
const unmet = (found: string): ExpectationResult => ({ state: 'unmet', title, found });
const unknown = (why: string): ExpectationResult => ({ state: 'unknown', title, why });

function evaluate(reader: ReaderName, answer: GuestAnswer, ...checks: Check[]): ExpectationResult {
  const reading = { reader, command: 'x', answer, result: readAnswer(reader, answer) };
  return evaluateExpectation({ title, checks }, reading);
}

describe('checks', () => {
  const json = '[{"ifname":"lan","mtu":1500,"up":true,"addr_info":[{"local":"10.0.2.15"}],"a.b":{"c":null}}]';
  const check = (expected: ExpectationResult | typeof met, each: Check): void => {
    test(`${JSON.stringify(each)} → ${expected.state}`, () => {
      expect(evaluate('json', answerOf(json), each)).toEqual(expected);
    });
  };
  check(met, { path: '0.ifname', equals: 'lan' });
  check(met, { path: '0.mtu', equals: 1500 });
  check(met, { path: '0.up', equals: true });
  check(met, { path: '0.a.b.c', equals: null });
  check(met, { path: '0.a.b', exists: true });
  check(met, { path: '0.addr_info.0.local', matches: '^10\\.' });
  check(met, { path: '0.addr_info.length', equals: 1 });
  check(met, { path: 'length', oneOf: [1, 2] });
  check(met, { path: '', matches: 'ifname' });
  check(met, { path: '1', exists: false });
  check(met, { path: '0.mtu', matches: '^15', oneOf: [1500] });
  check(unmet('no 1'), { path: '1' });
  check(unmet('no 0.constructor'), { path: '0.constructor', exists: true });
  check(unmet('no 0.toString'), { path: '0.toString', matches: '.' });
  check(unmet('0.mtu is 1500'), { path: '0.mtu', equals: '1500' });
  check(unmet('0.mtu is 1500'), { path: '0.mtu', matches: '^15', oneOf: [9000] });
  check(unmet('0.ifname is lan'), { path: '0.ifname', exists: false });
  check(unmet('no 0.mtu.length'), { path: '0.mtu.length', equals: 4 });
});

test('a number equals the text that writes it: systemctl show knows only text', () => {
  expect(evaluate('keyValue', answerOf('NRestarts=0\n'), { path: 'NRestarts', equals: 0 })).toEqual(met);
});

test('every check that fails is told, those that hold are not', () => {
  const answer = answerOf('ActiveState=activating\nResult=success\nJob=\n');
  expect(
    evaluate(
      'keyValue',
      answer,
      { path: 'ActiveState', equals: 'inactive' },
      { path: 'Result', equals: 'success' },
      { path: 'Job', equals: 7 },
    ),
  ).toEqual(unmet('ActiveState is activating, Job is empty'));
});

test('what the guest wrote is shown on one short line, its control characters visible', () => {
  const answer = answerOf(`STATE=\u001b[31m${'x'.repeat(1000)}\n`);
  const result = evaluate('keyValue', answer, { path: 'STATE', equals: 'applied' });
  expect(result.state === 'unmet' && result.found).toMatch(/^STATE is ␛\[31mx{190,}…$/);
});

describe('an error of the command is an answer, a missing answer is none', () => {
  const state: Check = { path: 'STATE', equals: 'applied' };
  const check = (name: string, answer: GuestAnswer, expected: ExpectationResult): void => {
    test(name, () => {
      expect(evaluate('keyValue', answer, state)).toEqual(expected);
    });
  };
  check(
    'no such file',
    answerOf('', { exitStatus: 1, stderr: 'cat: x: No such file or directory\nmore\n' }),
    unmet('cat: x: No such file or directory (exit status 1)'),
  );
  check('silent failure', answerOf('', { exitStatus: 3 }), unmet('exit status 3'));
  check(
    'something printed, then an error',
    answerOf('A=1\n', { exitStatus: 4, stderr: 'no STATE here' }),
    unmet('no STATE; no STATE here (exit status 4)'),
  );
  check(
    'no such tool',
    answerOf('', { exitStatus: 127, stderr: 'sh: 1: ip: not found' }),
    unknown('sh: 1: ip: not found (exit status 127)'),
  );
  check(
    'out of time',
    answerOf('STATE=applied\n', { timedOut: true, exitStatus: 137 }),
    unknown('no whole answer within 10.0 s'),
  );
  check('killed', answerOf('', { exitStatus: 139 }), unknown('exit status 139'));
  check('unreadable', answerOf('what?\n'), unknown('none of 1 line has the form KEY=VALUE'));
  check(
    'cut',
    answerOf('what?\n', { truncated: true }),
    unknown('none of 1 line has the form KEY=VALUE; the output was cut after 6 bytes'),
  );
});

test('a pattern that is none is told, not thrown', () => {
  expect(evaluate('text', answerOf('a'), { path: '', matches: '(' }).state).toBe('unknown');
});
