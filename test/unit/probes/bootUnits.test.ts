import { describe, expect, test } from 'vitest';
import type { BootUnits } from '../../../src/core/probes/readers/bootUnits.ts';
import { readBootUnits } from '../../../src/core/probes/readers/readBootUnits.ts';
import { bootUnitsText } from './bootUnitsText.ts';

function read(text: string): BootUnits {
  const result = readBootUnits(text);
  if (!result.ok) throw new Error(result.why);
  return result.value as BootUnits;
}

const boot = [
  { id: 'sysinit.target', startMs: 5_000, activeMs: 5_000 },
  { id: 'quick.service', startMs: 5_100, activeMs: 5_200, after: 'sysinit.target' },
  // One that does its work and is gone: never active.
  {
    id: 'pre-nixos.service',
    state: 'inactive',
    startMs: 5_100,
    inactiveMs: 9_000,
    after: 'quick.socket sysinit.target',
  },
  { id: 'broken.service', state: 'failed', startMs: 6_000, inactiveMs: 6_500, after: 'sysinit.target' },
  {
    id: 'multi-user.target',
    names: 'multi-user.target default.target',
    startMs: 9_001,
    activeMs: 9_001,
    after: 'quick.service pre-nixos.service broken.service later.service not-there.service',
  },
  { id: 'later.service', startMs: 60_000, activeMs: 61_000 },
  { id: 'never.service', state: 'inactive', startMs: 0 },
];

describe('the units of a boot', () => {
  test('have their times, in order; those that were never started are not there', () => {
    const { uptimeMs, userspaceMs, finishedMs, units } = read(bootUnitsText({ finishedMs: 9_002, units: boot }));
    expect({ uptimeMs, userspaceMs, finishedMs }).toEqual({ uptimeMs: 100_250, userspaceMs: 4_000, finishedMs: 9_002 });
    expect(units).toEqual([
      { unit: 'sysinit.target', state: 'done', startMs: 5_000, endMs: 5_000 },
      { unit: 'quick.service', state: 'done', startMs: 5_100, endMs: 5_200 },
      { unit: 'pre-nixos.service', state: 'done', startMs: 5_100, endMs: 9_000 },
      { unit: 'broken.service', state: 'failed', startMs: 6_000, endMs: 6_500 },
      { unit: 'multi-user.target', state: 'done', startMs: 9_001, endMs: 9_001 },
      { unit: 'later.service', state: 'done', startMs: 60_000, endMs: 61_000 },
    ]);
  });

  test('have a critical chain: whom each one waited for last', () => {
    expect(read(bootUnitsText({ finishedMs: 9_002, units: boot })).chain).toEqual([
      'sysinit.target',
      'pre-nixos.service',
      'multi-user.target',
    ]);
  });

  test('of a boot that hangs end with what is being started for longest', () => {
    const units = [
      ...boot.slice(0, 2),
      { id: 'late.service', state: 'activating', startMs: 8_000 },
      { id: 'pre-nixos.service', state: 'activating', startMs: 5_300, after: 'quick.service' },
    ];
    const { finishedMs, chain, units: read_ } = read(bootUnitsText({ finishedMs: 0, units }));
    expect(finishedMs).toBeNull();
    expect(chain).toEqual(['sysinit.target', 'quick.service', 'pre-nixos.service']);
    expect(read_.at(-2)).toEqual({ unit: 'pre-nixos.service', state: 'starting', startMs: 5_300, endMs: null });
  });

  test('that say they wait for each other are walked once', () => {
    const units = [
      { id: 'a.service', names: 'a.service default.target', startMs: 5, activeMs: 5, after: 'b.service' },
      { id: 'b.service', startMs: 5, activeMs: 5, after: 'a.service' },
    ];
    expect(read(bootUnitsText({ finishedMs: 9, units })).chain).toEqual(['b.service', 'a.service']);
  });

  test('are not read from something else', () => {
    for (const text of ['', 'sh: systemctl: not found\n', 'Id=a.service\n\nId=b.service\n', '\0'.repeat(1000)]) {
      expect(readBootUnits(text)).toEqual({ ok: false, why: 'the output is not that of systemctl show' });
    }
  });
});
