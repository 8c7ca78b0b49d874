import { expect, it } from 'vitest';
import { readForwards } from '../../../src/core/vm/readForwards.ts';

it('finds the forwards among the connections that QEMU lists', () => {
  const printed = [
    'Hub -1 (net):\r',
    '  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r',
    '  TCP[ESTABLISHED]   15       10.0.2.15 41822       127.0.0.1 36341     0     0\r',
    '  TCP[HOST_FORWARD]  12       127.0.0.1 36341       10.0.2.15    22     0     0\r',
    '  TCP[HOST_FORWARD]  11       127.0.0.1  8080       10.0.2.15    80     0     0\r',
    '  UDP[HOST_FORWARD]  10       127.0.0.1  5353       10.0.2.15    53     0     0\r',
  ].join('\n');
  expect(readForwards(printed)).toEqual([
    { hostPort: 36341, guestPort: 22 },
    { hostPort: 8080, guestPort: 80 },
  ]);
});
