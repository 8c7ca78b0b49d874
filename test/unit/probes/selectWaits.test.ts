import { expect, test } from 'vitest';
import { builtInWaits } from '../../../src/core/probes/builtInWaits.ts';
import type { Probe, WaitWish } from '../../../src/core/probes/probe.ts';
import { selectWaits } from '../../../src/core/probes/selectWaits.ts';

const web: Probe = { id: 'web', group: 'service', title: 'Web', command: 'curl -s localhost', timeoutMs: 1000 };
const wish: WaitWish = {
  id: 'web-up',
  title: 'the web server to answer',
  probe: 'web',
  until: { title: 'it answers', checks: [{ path: '' }] },
  timeoutMs: 1000,
};

test('built-in waits by their names, own ones with their probe, each once', () => {
  const waits = selectWaits(['lan-has-address', wish, 'lan-has-address'], [web]);
  expect(waits).toEqual([builtInWaits.find(({ id }) => id === 'lan-has-address'), { ...wish, probe: web }]);
});

test('a built-in wait asks the probe that the profile has put in place of its own', () => {
  const mine = { ...web, id: 'lan-address' };
  expect(selectWaits(['lan-has-address'], [mine])[0]?.probe).toBe(mine);
});

test('a wait or a probe that is not there is told, with those there are', () => {
  expect(() => selectWaits(['lan'], [])).toThrow('There is no wait “lan”.');
  expect(() => selectWaits([wish], [])).toThrow('The wait “web-up” asks the probe “web”, which there is not.');
});
