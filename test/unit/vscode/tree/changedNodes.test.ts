import { expect, test } from 'vitest';
import type { VmState } from '../../../../src/host/protocol/vmState.ts';
import { changedNodes } from '../../../../src/vscode/tree/changedNodes.ts';
import { vmNode } from '../../../../src/vscode/tree/vmNode.ts';
import { capture, probe, sampleVm } from '../sampleState.ts';

const now = new Date('2025-10-12T01:06:38.000Z');
const idle = { probe: probe('lsblk', 'storage'), running: false };
const other = { probe: probe('lan', 'network'), running: false };
const answered = { ...idle, capture: capture() };

function changed(before: Partial<VmState>, after: Partial<VmState>, later = now): string[] {
  const earlierNode = vmNode(sampleVm(before), now);
  return changedNodes(earlierNode, vmNode(sampleVm(after), later)).map(({ id }) => id);
}

test('nothing is drawn anew when nothing looks different', () => {
  const probes = [idle, other];
  expect(changed({ probes }, { probes, consoleBytes: 5000, qemuPid: 7 })).toEqual([]);
});

test('within a minute, age draws nothing anew', () => {
  const soon = new Date(now.getTime() + 15_000);
  expect(changed({ probes: [answered] }, { probes: [answered] }, soon)).toEqual([]);
});

test('a probe that starts changes its group, and no other', () => {
  expect(changed({ probes: [idle, other] }, { probes: [{ ...idle, running: true }, other] })).toEqual([
    'vm1/group/storage',
  ]);
});

test('a probe that answers differently in a way its group does not count changes alone', () => {
  const again = { ...idle, capture: capture({ durationMs: 900 }) };
  expect(changed({ probes: [answered, other] }, { probes: [again, other] })).toEqual(['vm1/probe/lsblk']);
});

test('a new phase changes the VM, and its children are left to it', () => {
  expect(changed({ probes: [idle], phase: 'login' }, { probes: [answered], phase: 'ready' })).toEqual(['vm1']);
});

test('a node that comes or goes changes its parent', () => {
  expect(changed({ probes: [idle] }, { probes: [idle, other] })).toEqual(['vm1']);
});
