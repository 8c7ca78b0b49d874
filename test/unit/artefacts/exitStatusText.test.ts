import { expect, it } from 'vitest';
import { exitStatusText } from '../../../src/core/artefacts/exitStatusText.ts';

it.each([
  [1, 'exit status 1'],
  [127, 'exit status 127'],
  [137, 'exit status 137 (killed by SIGKILL)'],
  [143, 'exit status 143 (killed by SIGTERM)'],
  [255, 'exit status 255'],
])('%i is told as "%s"', (exitStatus, text) => {
  expect(exitStatusText(exitStatus)).toBe(text);
});
