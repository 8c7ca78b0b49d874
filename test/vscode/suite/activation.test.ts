import { suite, test } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly contributes?: {
    readonly commands?: readonly { readonly command: string; readonly category?: string }[];
    readonly configuration?: { readonly properties?: Readonly<Record<string, unknown>> };
  };
}

suite('activation', () => {
  test('the extension runs where the workspace is', () => {
    const extension = bootImageExtension();
    assert.equal(extension.extensionKind, vscode.ExtensionKind.Workspace);
  });

  test('the extension activates and gives its interface', async () => {
    const api: unknown = await bootImageExtension().activate();
    assert.equal(bootImageExtension().isActive, true);
    assert.deepEqual((api as { vmStates(): unknown[] }).vmStates(), []);
  });

  test('every command of the manifest is registered, and belongs to the category', async () => {
    await bootImageExtension().activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const commands = manifest().contributes?.commands ?? [];
    assert.ok(commands.length >= 8, `only ${commands.length} commands`);
    const missing = commands.filter(({ command }) => !registered.has(command)).map(({ command }) => command);
    assert.deepEqual(missing, []);
    for (const { command, category } of commands) assert.equal(category, 'Boot Image', command);
  });

  test('every setting of the manifest can be read', () => {
    const properties = Object.keys(manifest().contributes?.configuration?.properties ?? {});
    assert.ok(properties.length > 0);
    for (const property of properties) {
      assert.notEqual(vscode.workspace.getConfiguration().inspect(property), undefined, property);
    }
  });
});

function bootImageExtension(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('boot-image-vm.boot-image-vm');
  assert.ok(extension !== undefined, 'the extension is not there');
  return extension;
}

function manifest(): Manifest {
  return bootImageExtension().packageJSON as Manifest;
}
