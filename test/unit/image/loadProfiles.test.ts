import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/common/userError.ts';
import { loadProfiles } from '../../../src/core/image/profile/loadProfiles.ts';
import { profileDefaults } from '../../../src/core/image/profile/profileDefaults.ts';
import { profilesJsonSchema } from '../../../src/core/image/profile/profilesJsonSchema.ts';
import { writeIso } from './writeIso.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'work space-'));
  mkdirSync(join(folder, '.vscode'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (text: string): void => writeFileSync(join(folder, '.vscode', 'boot-image.json'), text);

async function problems(text: string): Promise<string[]> {
  write(text);
  const error = await loadProfiles(folder).then(
    () => expect.fail('it was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error;
  expect(error.reason).toBe('usage');
  const file = join(folder, '.vscode', 'boot-image.json');
  return error.message.split('\n').map((line) => {
    expect(line.startsWith(`${file}:`)).toBe(true);
    return line.slice(file.length + 1);
  });
}

describe('loadProfiles', () => {
  it('finds none where there is no file', async () => {
    expect(await loadProfiles(join(folder, 'nowhere'))).toEqual([]);
  });

  it('takes waits by name and of its own, and says what is wrong with one', async () => {
    const wait = '{ "id": "up", "probe": "web", "until": { "title": "it is up", "checks": [{ "path": "" }] } }';
    write(`{ "profiles": [{ "name": "a", "kernel": "k", "waits": ["lan-has-address", ${wait}] }] }`);
    const [profile] = await loadProfiles(folder);
    const until = { title: 'it is up', checks: [{ path: '' }] };
    expect(profile?.waits).toEqual([
      'lan-has-address',
      { id: 'up', title: 'up', probe: 'web', until, timeoutMs: 60_000 },
    ]);
    expect(await problems('{ "profiles": [{ "name": "a", "kernel": "k", "waits": [{ "id": "up" }] }] }')).toEqual([
      '1:56: field profiles[0].waits[0].probe: expected text, found nothing.',
      '1:56: field profiles[0].waits[0].until: expected an object, found nothing.',
    ]);
    expect(await problems('{ "profiles": [{ "name": "a", "kernel": "k", "waits": [1] }] }')).toEqual([
      '1:56: field profiles[0].waits[0]: expected text or an object, found 1.',
    ]);
  });

  it('fills in defaults and resolves paths', async () => {
    mkdirSync(join(folder, 'out'));
    writeIso(join(folder, 'out', 'a, b.iso'), { platforms: [0xef] });
    write(`{
      // Comments and trailing commas are allowed.
      "profiles": [
        { "name": "live", "image": "out/a, b.iso", "network": { "kind": "none" }, "guestPorts": { "uart": false } },
        { "name": "kernel", "kernel": "~/vmlinuz", "initrd": "/i", "commandLine": "quiet",
          "disks": [{ "sizeMib": 100, "bus": "nvme" }, { "path": "d.qcow2" }] },
      ],
    }`);
    expect(await loadProfiles(folder)).toEqual([
      {
        ...profileDefaults(),
        name: 'live',
        firmware: 'uefi',
        source: { kind: 'iso', path: join(folder, 'out', 'a, b.iso') },
        network: { ...profileDefaults().network, kind: 'none' },
        guestPorts: { virtio: true, uart: false },
      },
      {
        ...profileDefaults(),
        name: 'kernel',
        source: { kind: 'kernel', kernel: join(homedir(), 'vmlinuz'), initrd: '/i', commandLine: 'quiet' },
        disks: [
          { sizeMib: 100, bus: 'nvme' },
          { path: join(folder, 'd.qcow2'), format: 'qcow2' },
        ],
      },
    ]);
  });

  it('takes an image that is not built yet by its name', async () => {
    write(`{ "profiles": [{ "name": "a", "image": "a.iso" }, { "name": "b", "image": "b.img" }] }`);
    expect((await loadProfiles(folder)).map(({ source }) => source)).toEqual([
      { kind: 'iso', path: join(folder, 'a.iso') },
      { kind: 'disk', path: join(folder, 'b.img'), format: 'raw' },
    ]);
  });

  it('takes probes and their expectations in the form that the built-in ones have', async () => {
    const probe = {
      id: 'mounts',
      command: 'findmnt -J',
      reading: { reader: 'json' },
      expectation: { title: 'there is a root', checks: [{ path: 'filesystems.0.target', equals: '/' }] },
    };
    write(JSON.stringify({ profiles: [{ name: 'a', image: 'a.iso', probes: [probe], probeSelection: ['mounts'] }] }));
    expect(await loadProfiles(folder)).toMatchObject([
      { probes: [{ ...probe, group: 'profile', title: 'mounts', timeoutMs: 15_000 }], probeSelection: ['mounts'] },
    ]);
  });

  it('names the place of every wrong field, what was expected and what was found', async () => {
    const text = `{
  "profiles": [
    {
      "name": "a b",
      "image": "a.iso",
      "memoryMib": "2 GiB",
      "cpus": 0,
      "machine": "q36",
      "memory": 5,
      "disks": [{ "sizeMib": 5, "path": "x" }],
      "fwCfg": { "scenario": "x" },
      "probes": [{ "id": "p", "expectation": { "title": "t", "checks": [] } }, { "id": "q", "command": "x",
        "expectation": { "title": "t", "checks": [{ "path": "", "matches": "(" }] } }]
    },
    { "name": "b" },
    7
  ]
}`;
    expect(await problems(text)).toEqual([
      '4:15: field profiles[0].name: expected letters, digits and dashes, found "a b".',
      '6:20: field profiles[0].memoryMib: expected a number, found "2 GiB".',
      '7:15: field profiles[0].cpus: expected at least 1, found 0.',
      '8:18: field profiles[0].machine: expected one of q35, pc, found "q36".',
      '9:7: field profiles[0].memory: expected no such field, found 5.',
      '10:17: field profiles[0].disks[0]: expected either sizeMib (a new disk) or path (an existing image), found an object with sizeMib, path.',
      '11:18: field profiles[0].fwCfg.scenario: expected a name that starts with opt/, found "scenario".',
      '12:18: field profiles[0].probes[0].command: expected text, found nothing.',
      '12:72: field profiles[0].probes[0].expectation.checks: expected something in it, found a list of 0.',
      '13:76: field profiles[0].probes[1].expectation.checks[0].matches: expected a regular expression, found "(".',
      '15:5: field profiles[1]: expected one of image, nix and kernel, found an object with name.',
      '16:5: field profiles[2]: expected an object, found 7.',
    ]);
  });

  it('points at the line of a pattern that is none, in findings and for the console', async () => {
    const text = `{
  "profiles": [
    {
      "name": "a", "image": "x.iso",
      "findings": [
        { "probe": "kernel-log", "pattern": "timeout", "title": "A disk hangs", "severity": "warning" },
        { "probe": "kernel-log", "pattern": "(", "title": "A disk hangs", "severity": "fatal" }
      ],
      "consoleFailures": [{ "pattern": "[z-a]", "title": "Disko gave up", "severity": "error" }]
    }
  ]
}`;
    expect(await problems(text)).toEqual([
      '7:45: field profiles[0].findings[1].pattern: expected a regular expression, found "(".',
      '7:87: field profiles[0].findings[1].severity: expected one of error, warning, info, found "fatal".',
      '9:40: field profiles[0].consoleFailures[0].pattern: expected a regular expression, found "[z-a]".',
    ]);
  });

  it('wants each name once, and JSON', async () => {
    const entry = '{ "name": "a", "image": "a.iso" }';
    expect(await problems(`{ "profiles": [${entry},\n${entry}] }`)).toEqual([
      '2:11: field profiles[1].name: expected a name that no other profile has, found "a".',
    ]);
    expect(await problems('{ "profiles": [\n  { "name" "a" }] }')).toEqual([
      '2:12: expected JSON (comments are allowed), found ColonExpected.',
    ]);
    expect(await problems('')).toEqual(['1:1: expected { "profiles": [ … ] }, found an empty file.']);
  });
});

describe('media/boot-image.schema.json', () => {
  const committed = readFileSync(new URL('../../../media/boot-image.schema.json', import.meta.url), 'utf8');

  it('is what the form gives (node src/tools/schema.mjs writes it)', () => {
    expect(committed).toBe(profilesJsonSchema());
  });

  it('explains every field', () => {
    const missing: string[] = [];
    const visit = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, value] of Object.entries(schema)) {
        if (key === 'properties') {
          for (const [name, field] of Object.entries(value as object)) {
            if (!Object.hasOwn(field as object, 'description')) missing.push(`${path}/${name}`);
          }
        }
        visit(value, `${path}/${key}`);
      }
    };
    visit(JSON.parse(committed), '');
    expect(missing).toEqual([]);
  });
});
