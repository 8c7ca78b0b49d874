import { expect, it } from 'vitest';
import { ConsoleView } from '../../../src/host/console/consoleView.ts';

it('overwrites what is hidden, from any offset on, and hands on as many bytes as came', () => {
  const view = new ConsoleView();
  const parts: Buffer[] = [];
  view.onData((data) => parts.push(data));
  const raw = Buffer.from('..before#frame##frame#message#frame#after');
  view.push(raw.subarray(2, 8));
  view.skip(2);
  const hold = view.hold();
  view.push(raw.subarray(8));
  expect(Buffer.concat(parts).toString()).toBe('before');
  hold.hide(7);
  hold.hide(7);
  hold.show(7);
  hold.hide(7);
  hold.dispose();
  const seen = '..before\0\0\0\0\0\0\0\0\0\0\0\0\0\0message\0\0\0\0\0\0\0after';
  expect(Buffer.concat(parts).toString()).toBe(seen.slice(2));
  expect(view.length).toBe(raw.length);
  for (let start = 0; start < raw.length; start++) {
    for (let end = start + 1; end <= raw.length; end++) {
      expect(view.blank(raw.subarray(start, end), start).toString()).toBe(seen.slice(start, end));
    }
  }
});

it('holds back until the last hold is over', () => {
  const view = new ConsoleView();
  const [one, other] = [view.hold(), view.hold()];
  view.push(Buffer.from('text'));
  one.dispose();
  one.dispose();
  expect(view.length).toBe(0);
  other.dispose();
  expect(view.length).toBe(4);
});
