import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/extension.ts';
import type { VmState } from '../../../src/host/protocol/vmState.ts';

export async function states(): Promise<readonly VmState[]> {
  return (await api()).vmStates();
}

export async function api(): Promise<ExtensionApi> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('boot-image-vm.boot-image-vm');
  assert.ok(extension !== undefined, 'the extension is not there');
  return await extension.activate();
}

/** Runs a command of the extension; a failed one shows a message and answers nothing. */
export async function command<T>(name: string, argument: unknown): Promise<T> {
  const answer = await vscode.commands.executeCommand<T>(`bootImageVm.${name}`, argument);
  if (answer === undefined && name !== 'stopVm' && name !== 'killVm') throw new Error(`${name} failed; see the log`);
  return answer;
}
