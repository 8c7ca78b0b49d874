import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { profileChoices, withChoices } from '../../core/image/profile/profileChoices.ts';
import type { ProfileEntry } from '../../core/image/profile/schema/profilesFileSchema.ts';
import { imageExtensions } from './imageExtensions.ts';
import { imagesInWorkspace } from './imagesInWorkspace.ts';

type Source = Pick<ProfileEntry, 'image' | 'nix' | 'kernel' | 'initrd' | 'commandLine'>;
type SourceItem = vscode.QuickPickItem & { readonly choose: () => Promise<Source | undefined> };

const steps = 4;
const title = (step: number): string => `Create Profile (${String(step)} of ${String(steps)})`;

/** Asks for a profile in a few steps; undefined: the person left. */
export async function askProfile(taken: readonly string[]): Promise<ProfileEntry | undefined> {
  const source = await askSource();
  if (source === undefined) return undefined;
  const name = await askName(suggestedName(source), taken);
  if (name === undefined) return undefined;
  const memoryMib = await askMemory();
  if (memoryMib === undefined) return undefined;
  const ticked = await vscode.window.showQuickPick(profileChoices, {
    title: title(4),
    placeHolder: 'What else does the machine have? (none is an answer)',
    canPickMany: true,
  });
  if (ticked === undefined) return undefined;
  return withChoices(
    { name, ...source, memoryMib },
    ticked.map(({ adds }) => adds),
  );
}

async function askSource(): Promise<Source | undefined> {
  const images = (await imagesInWorkspace()).map((uri): SourceItem => {
    const image = vscode.workspace.asRelativePath(uri);
    return { label: `$(file-binary) ${image}`, choose: async () => await Promise.resolve({ image }) };
  });
  const others: SourceItem[] = [
    {
      label: '$(folder-opened) An image file…',
      description: 'an ISO, or a disk in raw or qcow2',
      choose: askImageFile,
    },
    { label: '$(tools) What nix builds…', description: 'an attribute of a flake', choose: askFlake },
    { label: '$(terminal-linux) A kernel…', description: 'with initrd and command line', choose: askKernel },
  ];
  const picked = await vscode.window.showQuickPick([...images, ...others], {
    title: title(1),
    placeHolder: 'What does the profile boot?',
  });
  return await picked?.choose();
}

async function askImageFile(): Promise<Source | undefined> {
  const image = await askFile('The boot image', { 'Boot images': imageExtensions, 'All files': ['*'] });
  return image === undefined ? undefined : { image };
}

async function askFlake(): Promise<Source | undefined> {
  const prompt = 'The attribute of the flake, as nix build takes it';
  const nix = await vscode.window.showInputBox({ title: title(1), prompt, value: '.#bootImage' });
  return nix === undefined || nix === '' ? undefined : { nix };
}

async function askKernel(): Promise<Source | undefined> {
  const kernel = await askFile('The kernel');
  if (kernel === undefined) return undefined;
  const initrd = await askFile('The initrd (Cancel: none)');
  const commandLine = await vscode.window.showInputBox({
    title: title(1),
    prompt: "The kernel's command line",
    value: 'console=ttyS0',
  });
  if (commandLine === undefined) return undefined;
  return { kernel, ...(initrd === undefined ? {} : { initrd }), commandLine };
}

/** Relative to the workspace folder where it lies in it. */
async function askFile(what: string, filters?: Record<string, string[]>): Promise<string | undefined> {
  const options = { title: what, openLabel: 'Choose', ...(filters === undefined ? {} : { filters }) };
  const [file] = (await vscode.window.showOpenDialog(options)) ?? [];
  return file === undefined ? undefined : vscode.workspace.asRelativePath(file, false);
}

async function askName(value: string, taken: readonly string[]): Promise<string | undefined> {
  return await vscode.window.showInputBox({
    title: title(2),
    prompt: 'The name of the profile; part of the names of run folders',
    value,
    validateInput: (name) => {
      if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(name)) return 'Letters, digits and dashes are expected.';
      return taken.includes(name) ? 'Another profile has this name.' : undefined;
    },
  });
}

async function askMemory(): Promise<number | undefined> {
  const items = [2048, 1024, 4096, 8192].map((memoryMib) => ({ label: `${String(memoryMib)} MiB`, memoryMib }));
  const picked = await vscode.window.showQuickPick(items, { title: title(3), placeHolder: 'How much memory?' });
  return picked?.memoryMib;
}

function suggestedName({ image, nix, kernel }: Source): string {
  const path = image ?? kernel ?? nix?.split('#').at(-1) ?? '';
  const name = basename(path, extname(path))
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'image' : name.slice(0, 48);
}
