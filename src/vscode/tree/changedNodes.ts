import type { TreeNode } from './treeNode.ts';

/**
 * The nodes to draw anew, each as high as its change and no higher: VS Code draws the children of a node with it, so that
 * nodes below a changed one are not named. Both are states of the same node.
 */
export function changedNodes(before: TreeNode, after: TreeNode): TreeNode[] {
  if (!looksSame(before, after)) return [after];
  return after.children.flatMap((child, index) => {
    const earlier = before.children[index];
    return earlier === undefined ? [] : changedNodes(earlier, child);
  });
}

function looksSame(before: TreeNode, after: TreeNode): boolean {
  return ownLook(before) === ownLook(after);
}

function ownLook(node: TreeNode): string {
  return JSON.stringify({ ...node, children: node.children.map(({ id }) => id) });
}
