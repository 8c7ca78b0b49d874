import { expect, test } from 'vitest';
import { statusBarText } from '../../../../src/vscode/text/statusBarText.ts';
import { sampleVm } from '../sampleState.ts';

test('nothing runs, nothing is said', () => {
  expect(statusBarText([])).toBeUndefined();
});

test('one VM is named with its phase', () => {
  const shown = statusBarText([sampleVm({ phase: 'initrd' })]);
  expect(shown?.text).toBe('$(vm-active) sample-applied: initrd');
  expect(shown?.spoken).toBe('Boot Image VM, sample-applied: initrd');
});

test('it says that a person waits for the automation', () => {
  const shown = statusBarText([sampleVm({ phase: 'login', automationTyping: true })]);
  expect(shown?.text).toBe('$(vm-active) sample-applied: login, automation is typing');
});

test('it says that the guest does not answer, and that the machine is paused', () => {
  const channel = { state: 'ready', kind: 'virtio', silentSince: '2025-10-12T01:04:30.000Z' } as const;
  expect(statusBarText([sampleVm({ channel })])?.text).toBe(
    '$(vm-running) sample-applied: ready, guest does not answer',
  );
  const machine = { running: 'paused', link: 'up', attachedDisks: [], forwards: [] } as const;
  expect(statusBarText([sampleVm({ machine })])?.text).toBe('$(vm-running) sample-applied: ready, paused');
});

test('several are counted and told apart in the tooltip', () => {
  const shown = statusBarText([sampleVm(), sampleVm({ id: 'vm2', profile: 'other', phase: 'failed' })]);
  expect(shown?.text).toBe('$(error) 2 VMs');
  expect(shown?.tooltip).toContain('sample-applied: ready, virtio channel\nother: failed');
});

test('a name cannot bring an icon of its own', () => {
  expect(statusBarText([sampleVm({ profile: '$(bug)' })])?.text).toBe('$(vm-running) $ (bug): ready');
});
