import { expect, test } from 'vitest';
import type { ConsoleFailure } from '../../../../src/core/console/phases/bootPhase.ts';
import type { TreeNode } from '../../../../src/vscode/tree/treeNode.ts';
import { vmNode } from '../../../../src/vscode/tree/vmNode.ts';
import { capture, probe, sampleVm } from '../sampleState.ts';

const now = new Date('2025-10-12T01:06:38.000Z');

const panic: ConsoleFailure = {
  kind: 'kernelPanic',
  severity: 'fatal',
  title: 'The kernel panicked.',
  trace: ['Kernel panic - not syncing: oh', 'CPU: 0'],
  byteStart: 10,
  byteEnd: 60,
  atMs: 12_300,
};

/** The tree as a person reads it. */
function drawn(node: TreeNode, indent = ''): string {
  const line = `${indent}${node.label} | ${node.description}`;
  return [line, ...node.children.map((child) => drawn(child, `${indent}  `))].join('\n');
}

test('a VM shows phase, channel and age, and its probes by group in words', () => {
  const vm = sampleVm({
    probes: [
      {
        probe: probe('storage-status', 'storage'),
        running: false,
        capture: capture({ expectation: { state: 'unmet', title: 'storage is applied', found: 'plan-only' } }),
      },
      { probe: probe('lsblk', 'storage'), running: false },
      { probe: probe('lan', 'network'), running: true },
    ],
  });
  expect(drawn(vmNode(vm, now))).toBe(
    [
      'sample-applied | ready · virtio channel · up 3 min',
      '  Storage | 1 not met',
      '    The storage-status | not met: found plan-only · 0.4 s · 2 min ago',
      '    The lsblk | not run',
      '  Network | 1 running',
      '    The lan | running',
    ].join('\n'),
  );
});

test('what went wrong comes first, and says where in the boot', () => {
  const node = vmNode(sampleVm({ phase: 'failed', failures: [panic], channel: { state: 'waiting' } }), now);
  expect(drawn(node).split('\n').slice(0, 3)).toEqual([
    'sample-applied | failed · no channel yet · up 3 min',
    '  Console failures | 1, 1 of them fatal',
    '    The kernel panicked. | fatal · 12 s after the start',
  ]);
  expect(node.children[0]?.children[0]?.click?.command).toBe('bootImageVm.openFailure');
});

test('what every live system says when it shuts down is not shown; a click still leads to the right place', () => {
  const usual = { ...panic, kind: 'unitFailed', severity: 'warning', title: 'Failed unmounting /iso' } as const;
  const [failures] = vmNode(sampleVm({ failures: [usual, panic] }), now).children;
  expect(failures?.children.map(({ label, target }) => [label, target.failure])).toEqual([['The kernel panicked.', 1]]);
});

test('without a channel the tree says why probes cannot run', () => {
  const node = vmNode(sampleVm({ channel: { state: 'none', why: 'nobody can log in' } }), now);
  expect(drawn(node)).toContain('  Probes cannot run | nobody can log in');
});

test('a guest that does not answer is said to be so, beside what can be asked later', () => {
  const silentSince = '2025-10-12T01:04:30.000Z';
  const node = vmNode(sampleVm({ channel: { state: 'ready', kind: 'virtio', silentSince } }), now);
  const lines = drawn(node).split('\n');
  expect(lines[0]).toBe('sample-applied | ready · guest does not answer · up 3 min');
  expect(lines[1]).toBe(
    '  The guest does not answer | its last sign was 2 min ago; it is frozen or very busy, and probes wait for it',
  );
  expect(lines).toContain('  Storage | not run');
});

test('a VM that has ended says how, and offers no running', () => {
  const end = { cause: 'requested', sentence: 'It was stopped.', exitCode: 0, signal: null } as const;
  const node = vmNode(sampleVm({ phase: 'stopped', end }), now);
  expect(node.description).toBe('stopped: It was stopped.');
  expect(node.contextValue).toBe('vm.ended');
  expect(node.children.map(({ contextValue }) => contextValue)).toEqual(['group.ended']);
  expect(node.children[0]?.children[0]?.contextValue).toBe('probe.ended.empty');
});

test('what was done to the machine is told, and known to the menus', () => {
  const attached = { id: 'attached1', bus: 'virtio', what: 'new, 512 MiB' } as const;
  const machine = { running: 'paused', link: 'down', attachedDisks: [attached], forwards: [] } as const;
  const ssh = { port: 40022, user: 'root', keyFile: '/k', knownHostsFile: '/h' };
  const node = vmNode(sampleVm({ machine, ssh }), now);
  expect(node.description).toBe('paused · network unplugged · ready · virtio channel · up 3 min');
  expect(node.contextValue).toBe('vm.running.paused.link-down.disks.ssh');
  expect(node.tooltip).toContain('Attached: attached1 (virtio, new, 512 MiB)');
  expect(vmNode(sampleVm(), now).contextValue).toBe('vm.running.moving.link-up');
  const full = vmNode(sampleVm({ machine: { ...machine, noRoomIn: '/cache/disks' } }), now);
  expect(full.description).toContain('paused: no room in /cache/disks · ');
});

test('findings come before the failures of the console, and say where they are shown', () => {
  const common = { severity: 'error', explanation: 'Why.', next: 'What.' } as const;
  const evidence = [{ file: 'captures/0001-jobs.txt', firstLine: 54, lastLine: 54, what: 'the process' }];
  const findings = [
    {
      ...common,
      id: 'console-kernelPanic:x',
      kind: 'console-kernel-panic',
      title: 'The kernel panicked',
      evidence: [],
    },
    { ...common, id: 'deadlock:a', kind: 'deadlock', title: 'Deadlock of a and b', evidence },
  ];
  const node = vmNode(sampleVm({ failures: [panic], findings }), now);
  expect(drawn(node).split('\n').slice(1, 5)).toEqual([
    '  Findings | 1',
    '    Deadlock of a and b | error · 0001-jobs.txt:54',
    '  Console failures | 1, 1 of them fatal',
    '    The kernel panicked. | fatal · 12 s after the start',
  ]);
  // The click goes by the index in the state, which holds those of the console too.
  expect(node.children[0]?.children[0]?.target.finding).toBe(1);
});

test('every node has an id of its own and something for a screen reader', () => {
  const vm = sampleVm({
    failures: [panic, panic],
    findings: [{ id: 'x', kind: 'a', severity: 'error', title: 'A', explanation: '', evidence: [], next: '' }],
  });
  const all = (node: TreeNode): TreeNode[] => [node, ...node.children.flatMap(all)];
  const nodes = all(vmNode(vm, now));
  expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  for (const node of nodes) expect(node.accessibilityLabel).toContain(node.label);
});

test('guest text stays on one line', () => {
  const found = 'a\nb\u001b[2J';
  const answered = capture({ expectation: { state: 'unmet', title: 't', found } });
  const node = vmNode(
    sampleVm({ probes: [{ probe: probe('lan', 'network'), running: false, capture: answered }] }),
    now,
  );
  expect(node.children[0]?.children[0]?.description).toMatch(/^not met: found a b \[2J ·/);
});
