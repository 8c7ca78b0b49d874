import type { QmpClient } from './qmpClient.ts';

/** The file that a block node of QEMU reads and writes, as QEMU was told it; undefined if there is no such node. */
export async function fileOfNode(qmp: QmpClient, name: string): Promise<string | undefined> {
  const nodes = (await qmp.execute('query-named-block-nodes', { flat: true })) as readonly {
    readonly 'node-name': string;
    readonly file: string;
  }[];
  return nodes.find((node) => node['node-name'] === name)?.file;
}
