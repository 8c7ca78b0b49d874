/** What a command needs to know of the item it was started on. A tree element is one; keybindings and tests write their own. */
export interface VmTarget {
  readonly vmId: string;
  readonly probeId?: string;
  readonly group?: string;
  /** Index in `VmState.failures`. */
  readonly failure?: number;
  /** Index in `VmState.findings`. */
  readonly finding?: number;
}

/** One line of the tree as plain data; the provider makes the TreeItem of it. */
export interface TreeNode {
  /** Unique in the tree and stable from one state to the next. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** A codicon, and a theme colour that only underlines what the text says. */
  readonly icon: { readonly name: string; readonly color?: string } | undefined;
  /** For the `when` clauses of menus. */
  readonly contextValue: string;
  /** What a screen reader says. */
  readonly accessibilityLabel: string;
  readonly target: VmTarget;
  /** The command of a click, called with `target`. */
  readonly click?: { readonly command: string; readonly title: string };
  readonly expansion: 'leaf' | 'expanded' | 'collapsed';
  readonly children: readonly TreeNode[];
}
