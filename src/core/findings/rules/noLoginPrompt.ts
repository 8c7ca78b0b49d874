import { secondsText } from '../../common/secondsText.ts';
import { silenceAfterBoot } from '../facts/silenceAfterBoot.ts';
import type { FindingRule } from '../findingRule.ts';

/** The guest has booted, as its console says, and offers no login there. */
export const noLoginPrompt: FindingRule = (facts) => {
  const silence = silenceAfterBoot(facts);
  // A guest that answers let somebody in: its login was only late.
  if (silence === undefined || facts.captures.size > 0) return [];
  const { failure, firstLine, lastLine } = silence;
  const [, target] = /Reached target (\S+\.target|[^.]+)/.exec(failure.trace.at(-1) ?? '') ?? [];
  const [, quiet] = /for (\d+ s)/.exec(failure.title) ?? [];
  const at = failure.atMs === undefined ? '' : ` (until ${secondsText(failure.atMs)} after the start of the VM)`;
  return [
    {
      id: 'no-login-prompt',
      kind: 'no-login-prompt',
      severity: 'error',
      title: 'The guest has booted, and shows no login prompt on its serial console',
      explanation:
        `systemd reached ${target ?? 'the end of the boot'} and wrote so on this console; then nothing came for ${quiet ?? 'a long time'}${at}. ` +
        'So console= is right, and what is missing is a login program on this port.',
      evidence: [{ file: 'serial.txt', firstLine, lastLine, what: 'the last line before the silence' }],
      next:
        'Start serial-getty@ttyS0.service in the image: look whether it is masked, or has a condition that does not hold. ' +
        'The screen (a screenshot is in diagnostics, if one was taken) may offer the login that is missing here.',
    },
  ];
};
