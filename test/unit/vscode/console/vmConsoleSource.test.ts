import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { VmConsoleSource } from '../../../../src/vscode/console/vmConsoleSource.ts';
import { TestHost } from '../testHost.ts';

const never = new AbortController().signal;
let host: TestHost;

afterEach(() => host.dispose());

test('bytes come from the host while it lives, and the rest from serial.log', async () => {
  host = new TestHost({ consoleBytes: 7 });
  host.consoleText = 'from the host';
  const client = await host.connect();
  const source = new VmConsoleSource(client, host.state.runFolder);
  expect(await source.length()).toBe(7);
  const first = await source.read({ offset: 5, maxBytes: 3 }, never);
  expect({ ...first, data: first.data.toString() }).toEqual({ data: 'the', ended: false });

  writeFileSync(join(host.state.runFolder, 'serial.log'), 'from the host, and its last words');
  host.die();
  await expect.poll(() => client.isClosed).toBe(true);
  expect(await source.length()).toBe(33);
  const rest = await source.read({ offset: 13, maxBytes: 100 }, never);
  expect({ ...rest, data: rest.data.toString() }).toEqual({ data: ', and its last words', ended: true });
  expect((await source.read({ offset: 33, maxBytes: 100 }, never)).data).toHaveLength(0);
});
