import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { newMetadata } from '../../../src/core/artefacts/newMetadata.ts';
import { report } from '../../../src/core/artefacts/report/report.ts';
import { RunFolder } from '../../../src/core/artefacts/runFolder.ts';
import { hostileTexts } from './hostileTexts.ts';
import { markdownShape, markdownTokens } from './markdownViewer.ts';
import { probeAnswer } from './probeAnswers.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const temporary = temporaryFolder();

/** Everything that a guest has a say in says `text`. */
function saying(text: string): RunMetadata {
  const evidence = [{ file: 'captures/0001-jobs.txt', firstLine: 3, lastLine: 5, what: text }];
  const place = {
    file: 'serial.log',
    exitStatus: 1,
    startedAt: '',
    durationMs: 0,
    channel: 'virtio',
    bytes: 0,
  } as const;
  const files = { sha256: '', stderrFile: null, readingFile: null, timedOut: true, truncated: true };
  const capture = { id: '0001-jobs', probe: 'jobs', title: text, command: text, ...place, ...files };
  return {
    ...newMetadata({ profileName: text, startedAt: new Date(0), toolVersion: '1' }),
    image: { title: text, path: text, bytes: 1, sha256: 'abc', storePath: text, deriver: text, narHash: text },
    host: {
      os: text,
      architecture: 'x64',
      cpus: 2,
      memoryMib: 1,
      qemuVersion: text,
      accelerator: { kind: 'tcg', why: text },
    },
    argv: ['qemu', text],
    channel: { kind: 'none', why: text },
    phases: [{ phase: 'kernel', atMs: 1, byteOffset: 1 }],
    failures: [{ kind: 'oops', severity: 'error', title: text, trace: [text, text], byteStart: 0, byteEnd: 1 }],
    captures: [
      { ...capture, expectation: { state: 'unmet', title: text, found: text } },
      { ...capture, probe: 'other', expectation: { state: 'unknown', title: text, why: text } },
    ],
    missing: [{ probe: 'x', title: text, why: text }],
    findings: [{ id: 'x', kind: text, severity: 'error', title: text, explanation: text, evidence, next: text }],
    problems: [{ at: '', file: text, why: text }],
    outcome: 'unmet',
    result: text,
    end: { cause: 'qemuExit', sentence: text, step: text, exitCode: 1, signal: text },
  };
}

describe('a report', () => {
  const files = [
    { file: 'captures/0001-jobs.txt', bytes: 1 },
    { file: 'serial.log', bytes: 9 },
  ];

  test('has the same shape whatever the guest says', () => {
    const quiet = markdownShape(report(saying('quiet'), files));
    const links = (metadata: RunMetadata): (string | null)[] =>
      markdownTokens(report(metadata, files))
        .filter((token) => token.type === 'link_open')
        .map((token) => token.attrGet('href'));
    const quietLinks = links(saying('quiet'));
    // Texts of several paragraphs may make paragraphs of an explanation, and empty ones none at all.
    for (const text of hostileTexts(150).filter((each) => each.trim() !== '' && !/\n\s*\n/.test(each.trim()))) {
      expect({ text, shape: markdownShape(report(saying(text), files)) }).toEqual({ text, shape: quiet });
      expect(links(saying(text))).toEqual(quietLinks);
    }
  });

  test('says the result and its cause in its first lines', () => {
    const lines = report(
      { ...saying('why'), result: '1 of 3 expectations was not met: storage is applied.' },
      files,
    ).split('\n');
    expect(lines.slice(0, 5)).toEqual([
      '# Boot image run: `why`, 1970-01-01 00:00:00Z',
      '',
      '**Not as expected.** 1 of 3 expectations was not met: storage is applied.',
      '',
      '**Cause:** why',
    ]);
  });

  test('takes a warning for the cause only if it points at what is not as expected', () => {
    const metadata = saying('x');
    const [capture] = metadata.captures;
    const [finding] = metadata.findings;
    if (capture === undefined || finding === undefined) throw new Error('none');
    const warning = { ...finding, severity: 'warning', title: 'It was only planned' } as const;
    const at = (file: string): RunMetadata['findings'] => [
      { ...warning, evidence: [{ file, firstLine: 1, lastLine: 1, what: 'x' }] },
    ];
    const captures = [{ ...capture, file: 'captures/0001-storage-status.txt' }];
    const cause = (file: string): boolean =>
      report({ ...metadata, captures, findings: at(file) }, files).includes('**Cause:** It was only planned');
    expect([cause('captures/0001-storage-status.txt'), cause('captures/0002-ssh-access.txt')]).toEqual([true, false]);
  });

  test('names what points at the unmet expectation before an error that has nothing to do with it', () => {
    const metadata = saying('x');
    const [capture] = metadata.captures;
    const [finding] = metadata.findings;
    if (capture === undefined || finding === undefined) throw new Error('none');
    const place = { firstLine: 1, lastLine: 1, what: 'x' };
    const findings: RunMetadata['findings'] = [
      { ...finding, title: 'vconsole failed', evidence: [{ file: 'captures/0002-failed-units.txt', ...place }] },
      { ...finding, severity: 'warning', title: 'It was only planned', evidence: [{ file: 'serial.log', ...place }] },
    ];
    const cause = (outcome: RunMetadata['outcome']): string | undefined =>
      /\*\*Cause:\*\* (.*)/.exec(report({ ...metadata, captures: [capture], findings, outcome }, files))?.[1];
    expect([cause('unmet'), cause('failed')]).toEqual(['It was only planned', 'vconsole failed']);
  });

  test('links findings to the lines that show them', () => {
    expect(report(saying('why'), files)).toContain(
      '- [`captures/0001-jobs.txt:3-5`](captures/0001-jobs.txt#L3-L5): why',
    );
  });

  test('of a run that came to nothing has every section still', () => {
    const text = report(newMetadata({ profileName: 'x', startedAt: new Date(0), toolVersion: '1' }), []);
    const headings = text.match(/^## .*$/gm);
    expect(headings).toEqual([
      '## Findings',
      '## What was run',
      '## Boot timeline',
      '## Evidence',
      '## Limitations',
      '## How it ended',
    ]);
    expect(text).toContain('- No command could be run in the guest: there was no guest channel.');
  });

  test('says how the VM ended, with the exit code and the time', () => {
    const end = { cause: 'requested', sentence: 'Stopped on request.', step: 'power-off', exitCode: 0, signal: null };
    const text = report({ ...saying('x'), end, endedAt: '2025-10-12T01:05:00.000Z' }, files);
    expect(text.slice(text.indexOf('## How it ended'), text.indexOf('\n## Command line'))).toBe(
      '## How it ended\n\nStopped on request.\n\n' +
        '- Step of the stop ladder: power-off\n- Exit code of QEMU: 0\n- At 2025-10-12T01:05:00.000Z\n',
    );
  });

  test('tells phases and failures in the order in which they came', () => {
    const metadata: RunMetadata = {
      ...newMetadata({ profileName: 'x', startedAt: new Date(0), toolVersion: '1' }),
      phases: [
        { phase: 'kernel', atMs: 6_600, byteOffset: 100 },
        { phase: 'userspace', atMs: 31_500, byteOffset: 900 },
        { phase: 'failed', atMs: 45_400, byteOffset: 3000 },
      ],
      failures: [
        {
          kind: 'deviceTimeout',
          severity: 'error',
          title: 'Timed out',
          trace: [],
          byteStart: 2000,
          byteEnd: 2010,
          atMs: 44_200,
        },
      ],
    };
    const unmounting: (typeof metadata.failures)[number] = {
      kind: 'unitFailed',
      severity: 'warning',
      title: 'Failed unmounting /iso',
      trace: ['[FAILED] Failed unmounting /iso.'],
      byteStart: 4000,
      byteEnd: 4010,
    };
    const text = report({ ...metadata, failures: [...metadata.failures, unmounting] }, files);
    expect(text).not.toContain('unmounting');
    expect(text.slice(text.indexOf('## Boot timeline'), text.indexOf('### Failures'))).toBe(
      [
        '## Boot timeline',
        '',
        '| After | What | Since the phase before | In serial.log |',
        '| --- | --- | --- | --- |',
        '| 6.6 s | kernel |  | byte 100 |',
        '| 31.5 s | userspace | +24.9 s | byte 900 |',
        '| 44.2 s | error: Timed out |  | byte 2000 |',
        '| 45.4 s | failed | +13.9 s | byte 3000 |',
        '',
        '',
      ].join('\n'),
    );
  });

  test('leads from an answer that is nothing but a complaint to the complaint', () => {
    const [first] = saying('x').captures;
    if (first === undefined) throw new Error('no capture');
    const stderrFile = 'captures/0001-storage-status.err';
    const captures = [
      { ...first, title: 'storage-status', timedOut: false, truncated: false, stderrFile, expectation: null },
    ];
    const text = report({ ...saying('x'), captures }, [...files, { file: stderrFile, bytes: 40 }]);
    expect(text).toContain(`| storage-status | [\`${stderrFile}\`](${stderrFile}) |  | answered with exit status 1 |`);
  });

  test('did not run for less than nothing where the clock was set back', () => {
    const text = report({ ...saying('x'), endedAt: '1969-12-31T23:00:00.000Z' }, files);
    expect(text).toContain('| Ran for | 0.0 s |');
  });

  test('prints the command line so that a shell takes it', () => {
    const metadata = { ...saying('x'), argv: ['qemu-system-x86_64', '-drive', "file=/a b/it's,,x.iso", ''] };
    expect(report(metadata, files)).toContain(`qemu-system-x86_64 \\\n  -drive 'file=/a b/it'\\''s,,x.iso' \\\n  ''`);
  });
});

test('every link of a written report and of manual-capture.md leads to a file', async () => {
  const folder = await RunFolder.create({
    capturesFolder: temporary.path,
    profileName: 'x',
    startedAt: new Date(),
    toolVersion: '1',
  });
  folder.log('begun');
  for (const [index, text] of hostileTexts(40).entries()) {
    await folder.addCapture(probeAnswer({ id: `p${index}`, title: text, stdout: text, stderr: text }));
  }
  const phases = [{ phase: 'ready', atMs: 9_000, byteOffset: 9 }] as const;
  await folder.updateMetadata({ findings: saying('x').findings, phases });
  await folder.addCapture(
    probeAnswer({ id: 'last', title: 'last', stdout: `${'x'.repeat(10_000_000)}\`\`\`\n# forged` }),
  );
  await folder.finish({ cause: 'requested', sentence: 'Stopped.', exitCode: 0, signal: null });

  const targets: string[] = [];
  const pictures: string[] = [];
  for (const file of ['README.md', 'manual-capture.md']) {
    const tokens = markdownTokens(await readFile(join(folder.path, file), 'utf8'));
    for (const token of tokens) {
      if (token.type === 'link_open') targets.push(token.attrGet('href') ?? '');
      if (token.type === 'image') pictures.push(token.attrGet('src') ?? '');
      expect(['html_block', 'html_inline', 'hr', 'blockquote_open']).not.toContain(token.type);
    }
  }
  expect(targets.length).toBeGreaterThan(80);
  expect(targets).toContain('harness.log');
  expect(pictures).toEqual(['timeline.svg']);
  targets.push(...pictures);
  for (const target of targets) await access(join(folder.path, decodeURIComponent(target.replace(/#L.*$/, ''))));
});

test('manual-capture.md has a heading for each command and none of the guest’s', async () => {
  const folder = await RunFolder.create({
    capturesFolder: temporary.path,
    profileName: 'x',
    startedAt: new Date(),
    toolVersion: '1',
  });
  const texts = hostileTexts(100);
  for (const text of texts) await folder.addCapture(probeAnswer({ title: 'title', stdout: text, stderr: text }));
  const shape = markdownShape(await readFile(join(folder.path, 'manual-capture.md'), 'utf8'));
  const outputs = texts.filter((text) => text !== '').length;
  expect(shape).toMatchObject({ heading_open: texts.length + 1, fence: texts.length + 2 * outputs });
  expect(Object.keys(shape).sort()).toEqual([
    'fence',
    'heading_close',
    'heading_open',
    'inline',
    'link_close',
    'link_open',
    'paragraph_close',
    'paragraph_open',
  ]);
});
