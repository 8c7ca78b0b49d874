import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RunConsole } from '../../../src/host/console/runConsole.ts';
import { temporaryFolder } from '../artefacts/temporaryFolder.ts';

const temporary = temporaryFolder();

it("begins anew without a trace of a past that was not this machine's", () => {
  const problems: string[] = [];
  const console = new RunConsole({
    runFolder: temporary.path,
    title: 'test',
    startedAt: new Date(),
    watch: {},
    onProblem: (text) => problems.push(text),
  });
  console.adopt(Buffer.from('Linux version 6.1.0\r\nKernel panic - not syncing: old\r\nthe past\r\n'));
  console.beginAnew();
  console.hub.complete(Buffer.from('the present\r\n'));
  console.end();
  expect(readFileSync(join(temporary.path, 'serial.log'), 'latin1')).toBe('the present\r\n');
  expect(readFileSync(join(temporary.path, 'serial.txt'), 'utf8')).toBe('the present\n');
  expect(readFileSync(join(temporary.path, 'serial.cast'), 'utf8')).not.toContain('past');
  expect(console.recorder.observer.failures).toEqual([]);
  expect(problems).toEqual([]);
  console.hub.dispose();
});
