import type { VmTarget } from './treeNode.ts';

/** What VS Code holds of a node: one object per id for as long as the node is there, which commands also get. */
export interface TreeElement extends VmTarget {
  readonly id: string;
}
