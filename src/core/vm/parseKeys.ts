import { UserError } from '../common/userError.ts';

/** What people call a key, and QEMU's name for it (QKeyCode in its qapi/ui.json). */
const aliases: Readonly<Record<string, string>> = {
  control: 'ctrl',
  enter: 'ret',
  return: 'ret',
  escape: 'esc',
  del: 'delete',
  ins: 'insert',
  space: 'spc',
  pageup: 'pgup',
  pagedown: 'pgdn',
  win: 'meta_l',
  super: 'meta_l',
  printscreen: 'print',
};

/**
 * Reads a key combination, `ctrl-alt-delete` or `Ctrl+Alt+F2`, as the keys of QMP's send-key.
 *
 * Errors: UserError of reason `usage` for what cannot be the name of a key; whether it is one, QEMU knows.
 */
export function parseKeys(text: string): readonly { readonly type: 'qcode'; readonly data: string }[] {
  const names = text.trim().toLowerCase().split(/[-+]/);
  if (names.some((name) => !/^[a-z0-9_]+$/.test(name))) {
    throw new UserError('usage', `Keys joined by "-" were expected, such as ctrl-alt-delete, got "${text}".`);
  }
  return names.map((name) => ({ type: 'qcode', data: aliases[name] ?? name }));
}
