import { expect, test } from 'vitest';
import { OutputBudget } from '../../../../src/vscode/console/outputBudget.ts';

test('a burst may be used at once, then it fills up by the second and no further than full', () => {
  let now = 0;
  const budget = new OutputBudget({ burstBytes: 1000, bytesPerSecond: 100 }, () => now);
  expect(budget.available()).toBe(1000);
  budget.use(1200);
  expect(budget.available()).toBe(-200);
  now = 3000;
  expect(budget.available()).toBe(100);
  now = 60_000;
  expect(budget.available()).toBe(1000);
});
