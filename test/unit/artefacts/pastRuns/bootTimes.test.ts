import { expect, test } from 'vitest';
import { bootTimes } from '../../../../src/core/artefacts/pastRuns/bootTimes.ts';
import { bootTimesSvg } from '../../../../src/core/artefacts/pastRuns/bootTimesSvg.ts';
import { hostileTexts } from '../hostileTexts.ts';
import { brokenXml } from '../timeline/brokenXml.ts';
import { pastRun } from './pastRun.ts';

const runs = [
  pastRun({ startedAt: '2025-10-14T01:00:00.000Z', bootMs: 40_000, outcome: 'unmet' }),
  pastRun({ startedAt: '2025-10-13T01:00:00.000Z', bootMs: null, outcome: 'failed' }),
  pastRun({ startedAt: '2025-10-12T12:00:00.000Z', bootMs: 900, checkpoint: 'warm-1' }),
  pastRun({ startedAt: '2025-10-12T11:00:00.000Z', endedAt: null, outcome: 'incomplete', bootMs: 9 }),
  pastRun({ startedAt: '2025-10-12T10:00:00.000Z', profile: 'harness', accelerator: null, bootMs: null }),
  pastRun({ startedAt: '2025-10-12T01:00:00.000Z', bootMs: 20_000 }),
  pastRun({ startedAt: '2025-10-11T01:00:00.000Z', profile: 'live', bootMs: null, outcome: 'failed' }),
];

test('boots are compared per profile, oldest first; checkpoints, harnesses and what still runs are no boots', () => {
  expect(bootTimes(runs)).toEqual([
    {
      profile: 'installer',
      medianMs: 30_000,
      boots: [
        { startedAt: '2025-10-12T01:00:00.000Z', bootMs: 20_000, outcome: 'passed', accelerator: 'kvm' },
        { startedAt: '2025-10-13T01:00:00.000Z', bootMs: null, outcome: 'failed', accelerator: 'kvm' },
        { startedAt: '2025-10-14T01:00:00.000Z', bootMs: 40_000, outcome: 'unmet', accelerator: 'kvm' },
      ],
    },
    {
      profile: 'live',
      medianMs: null,
      boots: [{ startedAt: '2025-10-11T01:00:00.000Z', bootMs: null, outcome: 'failed', accelerator: 'kvm' }],
    },
  ]);
});

test('the plot tells by form and words what became of each boot', () => {
  const svg = bootTimesSvg(bootTimes(runs), 'embedded');
  expect(brokenXml(svg)).toBeUndefined();
  expect(svg).toContain('>installer: 3 boots, median 30.0 s<');
  expect(svg).toContain('>live: 1 boot, never ready<');
  const titles = [...svg.matchAll(/<g><title>([^<]*)<\/title><(\w+)/g)].map(([, title, form]) => [title, form]);
  expect(titles).toEqual([
    ['2025-10-12 01:00Z, ready after 20.0 s, passed, kvm', 'circle'],
    ['2025-10-13 01:00Z, did not get ready, failed, kvm', 'path'],
    ['2025-10-14 01:00Z, ready after 40.0 s, unmet, kvm', 'path'],
    ['2025-10-11 01:00Z, did not get ready, failed, kvm', 'path'],
  ]);
});

test('the plot stays what it is, whatever a profile is called, and holds hundreds of boots', () => {
  for (const profile of hostileTexts(200)) {
    expect(brokenXml(bootTimesSvg(bootTimes([pastRun({ profile })]), 'embedded'))).toBeUndefined();
  }
  const many = Array.from({ length: 400 }, (_, index) => pastRun({ bootMs: 10_000 + index }));
  const svg = bootTimesSvg(bootTimes(many), 'none');
  const xs = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, x]) => Number(x)).slice(1);
  expect(xs).toHaveLength(400);
  expect(Math.max(...xs)).toBeLessThanOrEqual(984);
});
