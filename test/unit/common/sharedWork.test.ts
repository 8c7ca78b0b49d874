import { expect, it } from 'vitest';
import { SharedWork } from '../../../src/core/common/sharedWork.ts';

/** Work that ends when it is told to, one way or the other. */
function work(): { shared: SharedWork<string>; finish: (result: string) => void } {
  let finish: (result: string) => void = () => undefined;
  const shared = new SharedWork<string>(
    async (signal) =>
      await new Promise((resolve, reject) => {
        finish = resolve;
        signal.addEventListener('abort', () => reject(new Error('ended')));
      }),
  );
  return { shared, finish: (result) => finish(result) };
}

const never = new AbortController().signal;

it('brings the one result to all who wait', async () => {
  const { shared, finish } = work();
  const results = Promise.all([shared.join(never), shared.join(never)]);
  finish('done');
  expect(await results).toEqual(['done', 'done']);
  expect(await shared.join(never)).toBe('done');
});

it('goes on for the others when one of them goes away', async () => {
  const { shared, finish } = work();
  const leaving = new AbortController();
  const [left, stayed] = [shared.join(leaving.signal), shared.join(never)];
  leaving.abort(new Error('left'));
  await expect(left).rejects.toThrow('left');
  expect(shared.isEnding).toBe(false);
  finish('done');
  expect(await stayed).toBe('done');
});

it('is ended when the last one goes away', async () => {
  const { shared } = work();
  const leaving = new AbortController();
  const all = [shared.join(leaving.signal), shared.join(AbortSignal.abort(new Error('was never there')))];
  leaving.abort(new Error('left'));
  await expect(all[1]).rejects.toThrow('was never there');
  await expect(all[0]).rejects.toThrow('ended');
  expect(shared.isEnding).toBe(true);
});
