import { evidenceAt } from '../evidenceAt.ts';
import { sshAccess } from '../facts/sshAccess.ts';
import type { FindingRule } from '../findingRule.ts';

/** Somebody can log in by SSH with a password: proven from what sshd allows and which accounts have one. */
export const sshPasswordLogin: FindingRule = (facts) => {
  const access = sshAccess(facts);
  if (access === undefined) return [];
  const { capture, setting, lineOf, passwords } = access;
  if (setting('passwordauthentication') !== 'yes') return [];
  const root = setting('permitrootlogin');
  const empty = setting('permitemptypasswords');
  const open = passwords.filter(
    ({ user, kind }) => (user !== 'root' || root === 'yes') && (kind === 'set' || empty === 'yes'),
  );
  if (open.length === 0) return [];
  const users = open.map(({ user, kind }) => (kind === 'set' ? user : `${user} (empty password)`)).join(', ');
  return [
    {
      id: 'ssh-password-login',
      kind: 'ssh-password-login',
      severity: 'warning',
      title: `SSH lets people log in with a password: ${users}`,
      explanation:
        'sshd has PasswordAuthentication yes, and these accounts have a password. An image that is meant to be reached by key alone is open to guessing.',
      evidence: [
        evidenceAt(capture, 'sshd takes passwords', { first: lineOf('passwordauthentication') ?? 1 }),
        ...open.map(({ user, line }) => evidenceAt(capture, `the password of ${user}`, { first: line })),
      ],
      next: 'Set PasswordAuthentication no and KbdInteractiveAuthentication no for sshd, if keys are meant to be the only way in.',
    },
  ];
};
