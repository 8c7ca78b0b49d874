import { evidenceAt } from '../evidenceAt.ts';
import { type SshAccess, sshAccess } from '../facts/sshAccess.ts';
import type { FindingRule } from '../findingRule.ts';

/** Somebody can log in by SSH with a password: proven from what sshd allows and which accounts have one. */
export const sshPasswordLogin: FindingRule = (facts) => {
  const access = sshAccess(facts);
  if (access === undefined) return [];
  const { capture, setting, lineOf, passwords } = access;
  const ways = waysOfPassword(access);
  const [way] = ways;
  if (way === undefined) return [];
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
      explanation: `sshd has ${ways.map(({ words }) => words).join(' and ')}, and these accounts have a password. An image that is meant to be reached by key alone is open to guessing.`,
      evidence: [
        evidenceAt(capture, 'sshd takes passwords', { first: lineOf(way.setting) ?? 1 }),
        ...open.map(({ user, line }) => evidenceAt(capture, `the password of ${user}`, { first: line })),
      ],
      next: 'Set PasswordAuthentication no and KbdInteractiveAuthentication no for sshd, if keys are meant to be the only way in.',
    },
  ];
};

const allWays = [
  { method: 'password', setting: 'passwordauthentication', words: 'PasswordAuthentication yes' },
  // PAM asks for the password then.
  {
    method: 'keyboard-interactive',
    setting: 'kbdinteractiveauthentication',
    words: 'KbdInteractiveAuthentication yes with UsePAM yes',
  },
] as const;

/** How a password alone opens: AuthenticationMethods may ask for a key beside it. */
function waysOfPassword({ setting }: SshAccess): readonly (typeof allWays)[number][] {
  const ways = allWays.filter(
    (way) => setting(way.setting) === 'yes' && (way.method === 'password' || setting('usepam') === 'yes'),
  );
  const needed = setting('authenticationmethods') ?? 'any';
  if (needed === 'any') return ways;
  // `publickey,password keyboard-interactive:pam`: alternatives, each with all that it takes.
  const alternatives = needed.split(' ').map((each) => each.split(',').map((method) => method.split(':')[0]));
  return ways.filter(({ method }) =>
    alternatives.some((all) => all.includes(method) && all.every((each) => ways.some((way) => way.method === each))),
  );
}
