import { suite, suiteTeardown, test } from 'mocha';
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RunMetadata } from '../../../src/core/artefacts/metadata.ts';
import { eventually } from '../../eventually.ts';

/**
 * Hands its terminal over, as a debugging harness does; on a pipe this is a termios.error. It ends when it is told to:
 * pexpect drops what its child writes in the moment of its end.
 */
const script = `import pexpect, sys
child = pexpect.spawn("sh", ["-c", "echo guest boots; read line; echo guest got $line; read line; exit 4"])
child.interact()
child.close()
sys.exit(child.exitstatus)
`;
const waitMs = 60_000;

suite('the harness', () => {
  const settings = vscode.workspace.getConfiguration('bootImageVm');
  const set = async (command: string | undefined): Promise<void> =>
    await settings.update('harnessCommand', command, vscode.ConfigurationTarget.Workspace);

  suiteTeardown(async () => await set(undefined));

  test('runs in a terminal that a person can type into, and its run folder is complete', async () => {
    const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    assert.ok(workspace !== undefined);
    writeFileSync(join(workspace, 'interactive.py'), script);
    await set('echo "in $(basename "$PWD")"; exec /usr/bin/python3 interactive.py');
    await vscode.commands.executeCommand('bootImageVm.runHarness');
    const read = (file: string): string => {
      const folder = runFolder(workspace);
      const path = join(folder ?? '', file);
      return folder !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    const wait = (name: string) => ({ name, withinMs: waitMs });
    const transcript = async (): Promise<string> => await Promise.resolve(read('transcript.log'));
    await eventually(wait('the harness to ask'), transcript, (text) => text.includes('guest boots'));
    const terminal = vscode.window.terminals.find(({ name }) => name.includes('Harness'));
    assert.ok(terminal !== undefined, vscode.window.terminals.map(({ name }) => name).join(', '));
    terminal.sendText('from VS Code');
    await eventually(wait('the harness to answer'), transcript, (text) => text.includes('guest got from VS Code'));
    assert.equal(await isDeleted(runFolder(workspace) ?? ''), false);
    terminal.sendText('the end');
    const metadata = async (): Promise<RunMetadata> =>
      await Promise.resolve(JSON.parse(read('metadata.json')) as RunMetadata);
    const { harness, outcome } = await eventually(wait('the end'), metadata, ({ endedAt }) => endedAt !== null);
    assert.deepEqual([harness?.exitStatus, harness?.folder, outcome], [4, workspace, 'failed']);
    assert.match(await transcript(), /^in boot image täst-\w+\r\n[^]*guest got from VS Code\r\n/);
  }).timeout(2 * waitMs);

  test('what it found is in the Problems panel, on its transcript, until it runs again', async () => {
    const problems = async (): Promise<string[]> =>
      await Promise.resolve(
        vscode.languages
          .getDiagnostics()
          .filter(([uri]) => uri.fsPath.endsWith('transcript.txt'))
          .flatMap(([, diagnostics]) =>
            diagnostics.map(({ code, range }) => JSON.stringify([code, range.start.line + 1])),
          ),
      );
    await set('echo "Linux version 6.1.0-13-amd64"; echo "Kernel panic - not syncing: boom"');
    await vscode.commands.executeCommand('bootImageVm.runHarness');
    const wait = { name: 'the problem', withinMs: waitMs };
    await eventually(wait, problems, (all) => all.join() === '["console-kernel-panic",2]');
    await set('true');
    await vscode.commands.executeCommand('bootImageVm.runHarness');
    await eventually({ ...wait, name: 'no problem' }, problems, ({ length }) => length === 0);
  }).timeout(3 * waitMs);
});

/** Asks for a run to be deleted, as a person does who says yes to every question. */
async function isDeleted(folder: string): Promise<boolean> {
  const ask = vscode.window.showWarningMessage;
  const click = (_question: string, _options: unknown, yes: string): Thenable<string> => Promise.resolve(yes);
  Object.assign(vscode.window, { showWarningMessage: click });
  try {
    await vscode.commands.executeCommand('bootImageVm.deleteRun', { runFolder: folder, profile: 'harness' });
  } finally {
    Object.assign(vscode.window, { showWarningMessage: ask });
  }
  return !existsSync(folder);
}

function runFolder(workspace: string): string | undefined {
  const captures = join(workspace, 'boot-image-captures');
  const name = existsSync(captures) ? readdirSync(captures).find((each) => each.endsWith('-harness')) : undefined;
  return name === undefined ? undefined : join(captures, name);
}
