import { onTestFailed, test } from 'vitest';
import type { Workbench } from './workbench.ts';

/** Defines tests that follow each other on one workbench; where one fails, what was seen then is kept. */
export function stepsOn(workbench: () => Workbench): (title: string, run: () => Promise<void>) => void {
  return (title, run) => {
    test(title, async () => {
      onTestFailed(async () => await workbench().screenshot('failed'));
      await run();
    });
  };
}
