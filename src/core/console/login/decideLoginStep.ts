import type { BootPhase } from '../phases/bootPhase.ts';

/** What login knows when it decides. */
export interface LoginSituation {
  readonly phase: BootPhase;
  /** The text of the cursor's line. */
  readonly line: string;
  readonly previousLine: string;
  /** How long no byte has come. */
  readonly quietMs: number;
  /** A login prompt or an automatic login has been seen in this boot. */
  readonly loginSeen: boolean;
  /** A shell has read a door: what is typed is not lost, it is only slow. */
  readonly shellSeen: boolean;
  /** A prompt that was seen and not answered yet; messages may have landed behind it. */
  readonly openPrompt: 'login' | 'password' | undefined;
  /** What was typed last … */
  readonly lastStep: LoginStep | undefined;
  /** … and when. */
  readonly sinceStepMs: number;
  /** The line is not empty, and is not the echo of what was typed last. */
  readonly newPrompt: boolean;
  readonly doorTries: number;
}

export type LoginStep = 'user' | 'password' | 'enter' | 'door';

/** Long enough for a line to be whole when its bytes come one by one under emulation. */
const settledMs = 60;
/** For a getty to go on behind its prompt. */
const loginPromptMs = 300;
/** For a shell to read, behind its prompt, what was typed ahead. A second door that is typed into the first costs a second. */
const shellPromptMs = 800;
/** The same for a shell that is known to be slow. */
const slowPromptMs = 2_000;
/**
 * A line that stays unfinished so long, without any sign of a login, may be the prompt of a shell: the first try, the
 * second, later ones. Scripts in the initrd leave lines unfinished as well, for many seconds under emulation.
 */
const strangePromptMs = [10_000, 30_000, 120_000] as const;
/** With nothing on the line, a slow login is more likely than a shell without a prompt; what is typed at it is lost. */
const emptyLineMs = 8_000;
/** How long a typed door may take to prove itself, by the number of tries. */
const doorPatienceMs = [3_000, 6_000, 12_000] as const;
/** The time in which a prompt that was answered goes away. */
const answerPatienceMs = 400;
/**
 * Behind a name or a password comes another prompt, seconds later and letter by letter on a busy machine; a door that is typed
 * into it would be taken for the answer. Under constant messages there is a limit to that, too.
 */
const behindAnswerMs = 500;
const noisyBehindAnswerMs = 5_000;
/** Under constant messages no line settles; after this the step is taken all the same. */
export const noisyLimitMs = 1_000;

/**
 * What to type now, or undefined: wait. Only the prompts of `login` and `su` are recognised by their text, for they are
 * fixed; that a shell reads is found out by opening a door, never by the look of its prompt.
 */
export function decideLoginStep(situation: LoginSituation): LoginStep | undefined {
  const { phase, line, quietMs, openPrompt, lastStep, sinceStepMs, newPrompt } = situation;
  const settled = quietMs >= settledMs || (situation.loginSeen && sinceStepMs > noisyLimitMs);
  if (!settled) return undefined;
  // `login:` may go on with `nixos (automatic login)`, and then whoever answered it has typed at the shell.
  if (isLoginPrompt(line) && quietMs < loginPromptMs && sinceStepMs < noisyLimitMs) return undefined;
  if (isLoginPrompt(line) || openPrompt === 'login') return answer('user', situation);
  if (isPasswordPrompt(line) || openPrompt === 'password') return answer('password', situation);
  if (
    /Press Enter for (emergency shell|maintenance)/i.test(`${situation.previousLine}\n${line}`) &&
    lastStep !== 'enter'
  ) {
    return 'enter';
  }
  // The announcement is no prompt: the shell is only about to start, and what is typed now is lost or cut.
  if (/\(automatic login\)\s*$/i.test(line)) return undefined;
  if (phase === 'firmware' || phase === 'bootLoader' || phase === 'stopped') return undefined;
  if (!situation.loginSeen) {
    const waitMs = strangePromptMs[Math.min(situation.doorTries, strangePromptMs.length - 1)] ?? 0;
    return line.trim() !== '' && Math.min(quietMs, sinceStepMs) >= waitMs ? 'door' : undefined;
  }
  if (lastStep === 'door') {
    // A prompt that came after the door was typed: the shell had not read yet, and lost it.
    const promptMs = situation.shellSeen ? slowPromptMs : shellPromptMs;
    const isNewPrompt = newPrompt && Math.min(sinceStepMs, quietMs) > promptMs;
    return sinceStepMs > doorPatienceFor(situation) || isNewPrompt ? 'door' : undefined;
  }
  const isBehindAnswer = lastStep === 'user' || lastStep === 'password';
  if (isBehindAnswer && line.trim() !== '' && quietMs < behindAnswerMs && sinceStepMs < noisyBehindAnswerMs) {
    return undefined;
  }
  return line.trim() !== '' || Math.max(quietMs, sinceStepMs) >= emptyLineMs ? 'door' : undefined;
}

/**
 * The same prompt again after it was answered is a shell whose prompt looks like one. With a door on its way the prompt may
 * be that shell's still, and the answer would be read behind the door.
 */
function answer(step: 'user' | 'password', situation: LoginSituation): LoginStep | undefined {
  const { lastStep, sinceStepMs } = situation;
  if (lastStep === 'door' && sinceStepMs < doorPatienceFor(situation)) return undefined;
  if (lastStep !== step) return step;
  return sinceStepMs < answerPatienceMs ? undefined : 'door';
}

function doorPatienceFor({ doorTries, shellSeen }: LoginSituation): number {
  const patience = shellSeen ? doorPatienceMs.at(-1) : doorPatienceMs[Math.min(doorTries, doorPatienceMs.length) - 1];
  return patience ?? 0;
}

export function isLoginPrompt(line: string): boolean {
  return /(^|\s)login:\s*$/i.test(line) && !/last login:\s*$/i.test(line);
}

export function isPasswordPrompt(line: string): boolean {
  return /(password|passphrase)[^:]*:\s*$/i.test(line) || /press Control-D to continue\):\s*$/i.test(line);
}
