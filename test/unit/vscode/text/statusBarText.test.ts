import { expect, test } from 'vitest';
import { statusBarText } from '../../../../src/vscode/text/statusBarText.ts';
import { sampleState } from '../sampleState.ts';

test('nothing runs, nothing is said', () => {
  expect(statusBarText([])).toBeUndefined();
});

test('one VM is named with its phase', () => {
  const shown = statusBarText([sampleState({ phase: 'initrd' })]);
  expect(shown?.text).toBe('$(vm-active) sample-applied: initrd');
  expect(shown?.spoken).toBe('Boot Image VM, sample-applied: initrd');
});

test('it says that a person waits for the automation', () => {
  const shown = statusBarText([sampleState({ phase: 'login', automationTyping: true })]);
  expect(shown?.text).toBe('$(vm-active) sample-applied: login, automation is typing');
});

test('several are counted and told apart in the tooltip', () => {
  const shown = statusBarText([sampleState(), sampleState({ id: 'vm2', profile: 'other', phase: 'failed' })]);
  expect(shown?.text).toBe('$(error) 2 VMs');
  expect(shown?.tooltip).toContain('sample-applied: ready, virtio channel\nother: failed');
});

test('a name cannot bring an icon of its own', () => {
  expect(statusBarText([sampleState({ profile: '$(bug)' })])?.text).toBe('$(vm-running) $ (bug): ready');
});
