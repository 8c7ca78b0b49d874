import { expect, test } from 'vitest';
import { unitProbe } from '../../../src/core/probes/unitProbe.ts';

test('asks status and journal of a unit', () => {
  expect(unitProbe('serial-getty@ttyS0.service')).toMatchObject({
    id: 'unit-serial-getty@ttyS0.service',
    command:
      "systemctl status --no-pager -l -- 'serial-getty@ttyS0.service'; echo; journalctl -b --no-pager -u 'serial-getty@ttyS0.service'",
  });
  expect(unitProbe('dev-disk-by\\x2dlabel-a.device').title).toBe('dev-disk-by\\x2dlabel-a.device');
});

test('tells units apart whose names are alike', () => {
  expect(unitProbe('foo_bar.service').id).not.toBe(unitProbe('foo-bar.service').id);
});

test.each(["a'; reboot; '.service", 'a b.service', '-H.service', '--help', 'sshd', '.service', 'a.service\n', ''])(
  'takes no %j for one',
  (name) => {
    expect(() => unitProbe(name)).toThrow(/^A unit's name was expected/);
  },
);
