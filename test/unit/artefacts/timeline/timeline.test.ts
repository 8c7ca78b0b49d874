import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunMetadata } from '../../../../src/core/artefacts/metadata.ts';
import { newMetadata } from '../../../../src/core/artefacts/newMetadata.ts';
import { RunFolder } from '../../../../src/core/artefacts/runFolder.ts';
import { type AskedUnits, bootTimeline } from '../../../../src/core/artefacts/timeline/bootTimeline.ts';
import { timelineSvg } from '../../../../src/core/artefacts/timeline/timelineSvg.ts';
import type { BootUnit, BootUnits } from '../../../../src/core/probes/readers/bootUnits.ts';
import { drawingPage } from '../../../../src/vscode/drawings/drawingPage.ts';
import { timelineDrawing } from '../../../../src/vscode/drawings/timelineDrawing.ts';
import { hostileTexts } from '../hostileTexts.ts';
import { probeAnswer } from '../probeAnswers.ts';
import { temporaryFolder } from '../temporaryFolder.ts';
import { brokenXml } from './brokenXml.ts';

const startedAt = '2025-10-12T01:00:00.000Z';
const metadata: RunMetadata = {
  ...newMetadata({ profileName: 'installer', startedAt: new Date(startedAt), toolVersion: '1' }),
  phases: [
    { phase: 'bootLoader', atMs: 500, byteOffset: 0 },
    { phase: 'kernel', atMs: 8_000, byteOffset: 1 },
    { phase: 'userspace', atMs: 12_000, byteOffset: 2 },
    { phase: 'ready', atMs: 30_000, byteOffset: 3 },
    { phase: 'stopped', atMs: 900_000, byteOffset: 4 },
  ],
};

/** Asked 40 s after the start of the VM, 33 s after its kernel's. */
function asked(units: readonly BootUnit[], more: Partial<BootUnits> = {}): AskedUnits {
  const times = { uptimeMs: 33_000, userspaceMs: 5_000, finishedMs: 20_000 };
  return { bootUnits: { ...times, units, chain: [], ...more }, askedAt: '2025-10-12T01:00:40.000Z' };
}

const done = (unit: string, startMs: number, endMs: number): BootUnit => ({ unit, state: 'done', startMs, endMs });

describe('a boot timeline', () => {
  test("has the phases by the console's clock, up to ready", () => {
    const { sections, startMs, endMs, notes } = bootTimeline(metadata, undefined);
    expect(sections.map(({ bars }) => bars.map(({ label, startMs: from, endMs: to }) => [label, from, to]))).toEqual([
      [
        ['boot loader', 500, 8_000],
        ['kernel', 8_000, 12_000],
        ['userspace', 12_000, 30_000],
        ['ready', 30_000, 30_000],
      ],
    ]);
    expect([startMs, endMs]).toEqual([0, 30_000]);
    expect(notes).toEqual(['The guest was not asked for the times of its units (probe boot-units).']);
  });

  test("puts the guest's clock where it stood when the guest was asked", () => {
    const [, units] = bootTimeline(metadata, asked([done('a.service', 6_000, 9_000)])).sections;
    expect(units?.title).toBe("Units, by the guest's clock, which began 7.0 s after the start of the VM");
    expect(units?.bars).toMatchObject([
      { label: 'a.service', startMs: 13_000, endMs: 16_000, kind: 'unit', chain: 'off' },
    ]);
  });

  test('lets no pause and no clock that was set move the units', () => {
    const units = asked([done('a.service', 6_000, 9_000)]);
    const from = (askedAt: string): unknown =>
      bootTimeline(metadata, { ...units, askedAt }).sections[1]?.bars.map(({ startMs }) => startMs);
    expect(from('2025-10-12T02:00:40.000Z')).toEqual([14_000]);
    expect(from('2025-10-12T00:00:40.000Z')).toEqual([6_000]);
  });

  test('begins at the present boot, and has nothing of one before', () => {
    const hourMs = 3_600_000;
    const failure = { kind: 'oops', severity: 'error', title: 'before', trace: [], byteStart: 0, byteEnd: 1 } as const;
    const restarted: RunMetadata = {
      ...metadata,
      bootAtMs: hourMs,
      phases: metadata.phases.slice(0, 4).map((entry) => ({ ...entry, atMs: (entry.atMs ?? 0) + hourMs })),
      failures: [{ ...failure, atMs: 9_000 }],
    };
    const units = asked([done('a.service', 6_000, 9_000)]);
    const { startMs, endMs, sections, notes } = bootTimeline(restarted, units);
    expect([startMs, endMs]).toEqual([hourMs, hourMs + 30_000]);
    expect(sections.map(({ bars }) => bars.map(({ label }) => label))).toEqual([
      ['boot loader', 'kernel', 'userspace', 'ready'],
    ]);
    expect(notes[0]).toBe('The machine was started anew; this boot began 3600.0 s after the start of the VM.');
    const present = bootTimeline(restarted, { ...units, askedAt: '2025-10-12T02:00:40.000Z' });
    expect(present.sections[1]?.bars).toMatchObject([{ label: 'a.service', startMs: hourMs + 13_000 }]);
  });

  test('shows the first failures before ready, and how many more there were', () => {
    const failures = Array.from({ length: 500 }, (_, index): RunMetadata['failures'][number] => ({
      kind: 'oops',
      severity: 'error',
      title: `oops ${index}`,
      trace: [],
      byteStart: 0,
      byteEnd: 1,
      atMs: 9_000 + index,
    }));
    const { sections, notes } = bootTimeline({ ...metadata, failures }, undefined);
    const marks = sections[0]?.bars.filter(({ kind }) => kind === 'failed').map(({ label }) => label);
    expect([marks?.length, marks?.[0], marks?.at(-1)]).toEqual([10, 'oops 0', 'oops 9']);
    expect(notes[0]).toBe('490 more failures are left out.');
  });

  test('shows the slowest units, all of the chain, what failed and what is still starting', () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      done(`u${index}.service`, 6_000 + index, 6_000 + index + 100 * index),
    );
    const units = asked(
      [
        ...many,
        done('basic.target', 7_000, 7_000),
        { unit: 'bad.service', state: 'failed', startMs: 7_100, endMs: 7_101 },
        { unit: 'pre-nixos.service', state: 'starting', startMs: 7_200, endMs: null },
      ],
      { finishedMs: null, chain: ['basic.target', 'pre-nixos.service'] },
    );
    const timeline = bootTimeline(metadata, units);
    const bars = timeline.sections[1]?.bars ?? [];
    expect(bars).toHaveLength(40);
    expect(bars.slice(-3)).toMatchObject([
      { label: 'basic.target', chain: 'on' },
      { label: 'bad.service', kind: 'failed' },
      { label: 'pre-nixos.service', kind: 'starting', endMs: null, chain: 'on' },
    ]);
    expect(bars[0]?.label).toBe('u63.service');
    expect(timeline.notes).toEqual([
      'The boot was not finished when the guest was asked.',
      '63 more units are left out; none of them took more than 6.20 s.',
    ]);
    expect(timeline.endMs).toBe(40_000);
  });

  test('of a run from a checkpoint has units alone, by their own clock', () => {
    const start = { kind: 'checkpoint', id: 'x', madeAt: '', runFolder: '', consoleBytes: 9 } as RunMetadata['start'];
    const { sections, notes } = bootTimeline({ ...metadata, start }, asked([done('a.service', 6_000, 9_000)]));
    expect(sections).toMatchObject([{ bars: [{ startMs: 6_000, endMs: 9_000 }] }]);
    expect(notes[0]).toMatch(/^This run began from a checkpoint/);
  });
});

describe('its picture and its page', () => {
  const units = asked(
    [done('a.service', 6_000, 9_000), { unit: 'b.service', state: 'starting', startMs: 9_000, endMs: null }],
    {
      chain: ['a.service', 'b.service'],
    },
  );

  test('say in words and marks what they say in colours', () => {
    const svg = timelineSvg(bootTimeline(metadata, units), 'embedded');
    expect(brokenXml(svg)).toBeUndefined();
    for (const text of [
      '>kernel, 4.0 s<',
      '>◆ a.service, 3.0 s<',
      '>◆ b.service, 24.0 s, still starting<',
      '>ready, at 30.0 s<',
    ])
      expect(svg).toContain(text);
    expect(svg).toContain('fill="url(#starting)"');
    expect(svg).toContain('critical chain: each of these waited for the one before it');
    expect(svg).toContain('prefers-color-scheme: dark');
  });

  test('stay what they are, whatever a guest calls its units', () => {
    for (const text of hostileTexts(300)) {
      const timeline = bootTimeline(
        {
          ...metadata,
          failures: [{ kind: 'oops', severity: 'error', title: text, trace: [], byteStart: 0, byteEnd: 1, atMs: 9 }],
        },
        asked([done(text, 6_000, 9_000)], { chain: [text] }),
      );
      const shape = (document: string): string =>
        document
          .replace(/>[^<]*</g, '><')
          .replace(/"[^"]*"/g, '""')
          .replaceAll(' text-anchor=""', '');
      const tame = bootTimeline(
        {
          ...metadata,
          failures: [{ kind: 'oops', severity: 'error', title: 'x', trace: [], byteStart: 0, byteEnd: 1, atMs: 9 }],
        },
        asked([done('x', 6_000, 9_000)], { chain: ['x'] }),
      );
      const [hostile, plain] = [timeline, tame].map((each) => [
        timelineSvg(each, 'embedded'),
        drawingPage(timelineDrawing(each), 'nonce'),
      ]);
      expect(brokenXml(hostile?.[0] ?? '')).toBeUndefined();
      expect(hostile?.map(shape)).toEqual(plain?.map(shape));
    }
  });

  test('the page runs no script, takes nothing from elsewhere, and has the same as tables', () => {
    const page = drawingPage(timelineDrawing(bootTimeline(metadata, units)), 'n0nce');
    expect(page).toContain(`content="default-src 'none'; style-src 'nonce-n0nce'"`);
    expect(page.match(/<style[^>]*>/g)).toEqual(['<style nonce="n0nce">']);
    expect(page).not.toMatch(/<script|\son\w+=|\sstyle=|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    expect(page).toContain('<td>a.service</td><td>13.0 s</td><td>3.0 s</td><td>on the critical chain</td>');
    expect(page).toContain('tabindex="0"');
  });
});

describe('a run folder', () => {
  const temporary = temporaryFolder();

  test('has the timeline as soon as there is a phase, and its report shows it', async () => {
    const folder = await RunFolder.create({
      capturesFolder: temporary.path,
      profileName: 'installer',
      startedAt: new Date(startedAt),
      toolVersion: '1',
    });
    const read = async (file: string): Promise<string> => await readFile(join(folder.path, file), 'utf8');
    await folder.writeReport();
    expect(await read('README.md')).not.toContain('timeline.svg');
    await folder.updateMetadata({ phases: metadata.phases });
    const { reading, ...rest } = probeAnswer({ id: 'boot-units' });
    const value = asked([done('a.service', 6_000, 9_000)]).bootUnits;
    await folder.addCapture({
      ...rest,
      reading: reading === null ? null : { ...reading, result: { ok: true, value } },
    });
    await folder.finish({ cause: 'requested', sentence: 'It was asked to stop.', exitCode: 0, signal: null });
    expect(await read('timeline.svg')).toContain('>a.service, 3.0 s<');
    expect(await read('README.md')).toContain('![The boot as a timeline](timeline.svg)');
    folder.dispose();
  });
});
