import { execa } from 'execa';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CaptureRecord } from '../../src/core/artefacts/captureRecord.ts';
import type { Finding } from '../../src/core/findings/finding.ts';
import { builtInProbes } from '../../src/core/probes/builtInProbes.ts';
import { type CliRun, runCliJson } from './cliProcess.ts';

interface CaptureDocument {
  readonly runFolder: string;
  readonly captures: readonly CaptureRecord[];
  readonly findings: readonly Finding[];
}

/** What a scenario is about: its findings and no others, and what the first lines of its report say. */
const scenarios = {
  failed: {
    exitStatus: 1,
    findings: ['error storage-failed'],
    cause: 'Laying out the storage failed: “vgcreate main /dev/disk/by-id/missing-disk” ended with 5',
    shown: [
      /"returncode": 5/,
      /No device found for \/dev\/disk\/by-id\/missing-disk/,
      /^STATE=failed$/,
      /^Result=exit-code$/,
    ],
  },
  'plan-only': {
    exitStatus: 1,
    findings: ['warning storage-plan-only'],
    cause:
      'The storage was only planned, not laid out: pre-nixos speaks of existing storage (existing-storage), but there is no disk',
    shown: [/^STATE=plan-only\nDETAIL=existing-storage$/, /^NAME +TYPE/],
  },
  'no-lease': {
    exitStatus: 1,
    findings: ['error no-lease'],
    cause: 'lan is connected but has no IPv4 address: no DHCP lease',
    shown: [/^\d+: lan: <.*LOWER_UP/, /State: .*configured/, /Network File: \/etc\/systemd\/network\/20-lan\.network/],
  },
  emergency: {
    exitStatus: 3,
    findings: ['error console-device-timeout', 'error console-emergency-shell'],
    cause: 'Timed out waiting for device /dev/disk/by-label/persist',
    shown: [/Timed out waiting for device .*\n.*Dependency failed for mnt-persist\.mount/, /You are in emergency mode/],
  },
} as const;

/** A minute on an idle machine of two cores; several have been seen on a busy one. */
const captureTimeoutMs = 360_000;
/** They take as long as all others together, and none of these findings comes of them. */
const leftOut = ['boot-timing', 'boot-units'];
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scenario-findings-'));
  const { stdout: image } = await execa('node', ['test/boot-image/build.mjs']);
  // As `--sample` has them, but nobody waits a minute for an address that does not come.
  const waits = ['pre-nixos-ended'];
  const probeSelection = builtInProbes.map(({ id }) => id).filter((id) => !leftOut.includes(id));
  const profiles = Object.keys(scenarios).map((name) => {
    const fwCfg = { 'opt/org.boot-image-vm/scenario': name };
    return { name, image, memoryMib: 1024, fwCfg, waits, probeSelection };
  });
  mkdirSync(join(folder, '.vscode'));
  writeFileSync(join(folder, '.vscode', 'boot-image.json'), JSON.stringify({ profiles }));
}, captureTimeoutMs);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(Object.entries(scenarios))('a capture of the scenario %s', (name, expected) => {
  let run: CliRun & { readonly document: CaptureDocument };
  const read = (file: string): string => readFileSync(join(run.document.runFolder, file), 'utf8');

  /** Without what is said of the machine that the test runs on. */
  const ownFindings = (): readonly Finding[] =>
    run.document.findings.filter(({ kind }) => kind !== 'emulated-though-kvm');

  /** How it came to this. */
  const story = (): string => {
    const scenarios = read('serial.txt').match(/boot-image-vm: .*/g) ?? [];
    return [run.stderr, ...scenarios, read('harness.log'), JSON.stringify(run.document.captures)].join('\n');
  };

  beforeAll(async () => {
    run = (await runCliJson(['capture', '--profile', name, '--workspace', folder], captureTimeoutMs)) as typeof run;
  }, captureTimeoutMs + 10_000);

  it('has its own findings and no others', () => {
    const found = ownFindings().map(({ severity, kind }) => `${severity} ${kind}`);
    expect(found, story()).toEqual(expected.findings);
    expect(run.exitStatus, run.stderr).toBe(expected.exitStatus);
  });

  it('says the cause in the first lines of its report, and what to do', () => {
    const lines = read('README.md').split('\n');
    expect(lines[4]).toBe(`**Cause:** ${escaped(expected.cause)}`);
    expect(lines.filter((line) => line.startsWith('What to do next: ')).length).toBe(run.document.findings.length);
  });

  it('points at the lines that show it', () => {
    const shown = run.document.findings.flatMap(({ evidence }) =>
      evidence.map(({ file, firstLine, lastLine }) =>
        read(file)
          .split('\n')
          .slice(firstLine - 1, lastLine)
          .join('\n'),
      ),
    );
    for (const pattern of expected.shown) expect(shown).toContainEqual(expect.stringMatching(pattern));
  });
});

/** As Markdown has it. */
function escaped(text: string): string {
  return text.replace(/[_*[\]]/g, '\\$&');
}
