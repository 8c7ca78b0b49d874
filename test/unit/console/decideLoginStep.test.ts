import { describe, expect, it } from 'vitest';
import { decideLoginStep, type LoginSituation } from '../../../src/core/console/login/decideLoginStep.ts';

const atGetty: LoginSituation = {
  phase: 'userspace',
  line: '',
  previousLine: '',
  quietMs: 100,
  loginSeen: true,
  shellSeen: false,
  openPrompt: undefined,
  lastStep: undefined,
  sinceStepMs: 1_600,
  newPrompt: true,
  doorTries: 0,
};

describe('behind the answer to a prompt', () => {
  it.each(['user', 'password'] as const)('(%s) a line that still grows is not typed at', (lastStep) => {
    expect(decideLoginStep({ ...atGetty, lastStep, line: 'Pass' })).toBeUndefined();
  });

  it('the whole prompt is answered at once', () => {
    expect(decideLoginStep({ ...atGetty, lastStep: 'user', line: 'Password: ' })).toBe('password');
  });

  it('a line that stays is taken for that of a shell', () => {
    expect(decideLoginStep({ ...atGetty, lastStep: 'user', line: '# ', quietMs: 600 })).toBe('door');
  });

  it('messages without end do not hold it back for ever', () => {
    expect(decideLoginStep({ ...atGetty, lastStep: 'user', line: '[  1.0] x', sinceStepMs: 6_000 })).toBe('door');
  });
});

it('behind an automatic login the first line is tried soon', () => {
  expect(decideLoginStep({ ...atGetty, line: '$ ' })).toBe('door');
});
