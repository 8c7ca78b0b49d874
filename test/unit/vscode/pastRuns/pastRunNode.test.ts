import { expect, test } from 'vitest';
import type { PastRun } from '../../../../src/core/artefacts/pastRuns/pastRun.ts';
import { pastRunNode } from '../../../../src/vscode/pastRuns/pastRunNode.ts';
import { pastRun } from '../../artefacts/pastRuns/pastRun.ts';

const usual = { isRunning: false, isBaseline: false, now: new Date('2025-10-12T03:00:00Z') };
const run = pastRun({ findings: { error: 1, warning: 0, info: 1 } });

test('a past run says when, what became of it, how long it booted and what was found', () => {
  const { description, label, accessibilityLabel, tooltip, contextValue } = pastRunNode(run, usual);
  expect(label).toBe('installer');
  expect(description).toMatch(/^2025-10-1[12] \d\d:00 · passed · ready in 12 s · 2 findings$/);
  expect(accessibilityLabel).toBe(`Run of installer, ${description.replaceAll(' · ', ', ')}`);
  expect(tooltip).toBe(`All 3 expectations were met.\nStarted 2 h ago\nRun folder: ${run.runFolder}`);
  expect(contextValue).toBe('run.ended');
});

test.each<[string, Partial<PastRun>, Partial<typeof usual>, RegExp, string]>([
  ['runs', { endedAt: null, bootMs: null }, { isRunning: true }, / · running · 2 findings$/, 'vm-running'],
  ['was never ended', { endedAt: null, outcome: 'incomplete' }, {}, / · never ended · /, 'question'],
  ['is the baseline', {}, { isBaseline: true }, / · baseline$/, 'pass'],
  ['began from a checkpoint', { checkpoint: 'warm-1' }, {}, / · from a checkpoint · /, 'pass'],
  ['failed', { outcome: 'failed', bootMs: null }, {}, / · failed · 2 findings$/, 'error'],
  ['has an outcome of a later version', { outcome: 'splendid' as 'passed' }, {}, / · incomplete · /, 'circle-outline'],
])('one that %s says so, and has a mark of its own', (_what, parts, circumstances, description, icon) => {
  const node = pastRunNode({ ...run, ...parts }, { ...usual, ...circumstances });
  expect(node.description).toMatch(description);
  expect(node.icon.name).toBe(icon);
});
