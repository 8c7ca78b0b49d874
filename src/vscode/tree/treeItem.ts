import * as vscode from 'vscode';
import type { TreeElement } from './treeElement.ts';
import type { TreeNode } from './treeNode.ts';

const collapsibleStates: Readonly<Record<TreeNode['expansion'], vscode.TreeItemCollapsibleState>> = {
  leaf: vscode.TreeItemCollapsibleState.None,
  expanded: vscode.TreeItemCollapsibleState.Expanded,
  collapsed: vscode.TreeItemCollapsibleState.Collapsed,
};

/** What VS Code draws for a node. */
export function treeItem(node: TreeNode, element: TreeElement): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, collapsibleStates[node.expansion]);
  item.id = node.id;
  item.description = node.description;
  item.tooltip = node.tooltip;
  item.contextValue = node.contextValue;
  item.accessibilityInformation = { label: node.accessibilityLabel };
  if (node.icon !== undefined) {
    const color = node.icon.color === undefined ? undefined : new vscode.ThemeColor(node.icon.color);
    item.iconPath = new vscode.ThemeIcon(node.icon.name, color);
  }
  if (node.click !== undefined) item.command = { ...node.click, arguments: [element] };
  return item;
}
