import * as vscode from 'vscode';

/**
 * A quick pick that can be used while more items are being looked for; what is highlighted stays so when they come.
 * Undefined: nothing was picked.
 *
 * @param later all items, once they are known; if it fails, the first ones stay
 */
export async function pickWhileLoading<T extends vscode.QuickPickItem>(
  first: readonly T[],
  later: Promise<readonly T[]>,
  placeholder: string,
): Promise<T | undefined> {
  const picker = vscode.window.createQuickPick<T>();
  try {
    picker.placeholder = placeholder;
    picker.matchOnDescription = true;
    picker.matchOnDetail = true;
    picker.items = first;
    picker.busy = true;
    const picked = new Promise<T | undefined>((resolve) => {
      picker.onDidAccept(() => resolve(picker.activeItems[0]));
      picker.onDidHide(() => resolve(undefined));
    });
    picker.show();
    const show = (items: readonly T[]): void => {
      const highlighted = picker.activeItems;
      picker.items = items;
      picker.activeItems = highlighted;
      picker.busy = false;
    };
    later.then(show, () => (picker.busy = false));
    return await picked;
  } finally {
    picker.dispose();
  }
}
