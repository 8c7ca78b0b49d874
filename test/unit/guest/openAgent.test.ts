import { expect, it } from 'vitest';
import { Deadline } from '../../../src/core/common/deadline.ts';
import { Emitter } from '../../../src/core/common/event.ts';
import { StreamPorts } from '../../../src/core/guest/streamPorts.ts';
import { openAgent } from '../../../src/core/guest/openAgent.ts';

it('hears the loader and the agent on a port that brings one byte at a time', async () => {
  const data = new Emitter<Buffer>();
  const say = (text: string): void => {
    for (const byte of Buffer.from(text)) data.fire(Buffer.of(byte));
  };
  const port = {
    onData: data.event,
    onClosed: new Emitter<string>().event,
    write: (text: string) => {
      const token = /^T=(\w+)$/m.exec(text)?.[1];
      const [, asked, nonce] = /^(\w+) H (\w+)$/m.exec(text) ?? [];
      if (token !== undefined) heard.push('agent');
      if (asked !== undefined)
        queueMicrotask(() => say(`${asked} H ${nonce ?? ''} 76c372e1-ed92-4cba-a122-c02e1dc03fca cksum\n`));
    },
  };
  const heard: string[] = [];
  const run = (line: string): void => {
    const nonce = /echo (\w+) >&3/.exec(line)?.[1] ?? '';
    queueMicrotask(() => say(`${nonce}\n`));
  };
  const { channel, hello } = await openAgent({
    door: { userId: 0, shell: 'bash', terminal: '/dev/ttyS0', run },
    console: {
      onData: new Emitter<Buffer>().event,
      onKeysHeld: new Emitter<void>().event,
      whenFree: async () => await Promise.resolve(),
      take: () => expect.unreachable(),
      openDoor: () => expect.unreachable(),
    },
    ports: [{ kind: 'uart', port }],
    streams: new StreamPorts([]),
    login: {},
    deadline: new Deadline('the agent', 2_000),
    signal: new AbortController().signal,
    log: () => undefined,
  });
  channel.dispose();
  expect(heard).toEqual(['agent']);
  expect(hello).toMatchObject({ bootId: '76c372e1-ed92-4cba-a122-c02e1dc03fca', algorithm: 'cksum' });
});
