import type { CapturedAnswer } from '../capturedAnswer.ts';

/**
 * Reads each capture once: many rules ask the same of it, at every look, in a process that must not keep the console
 * waiting. A capture never changes.
 */
export function oncePerCapture<T>(read: (capture: CapturedAnswer) => T): (capture: CapturedAnswer) => T {
  const known = new WeakMap<CapturedAnswer, { readonly result: T }>();
  return (capture) => {
    const found = known.get(capture) ?? { result: read(capture) };
    known.set(capture, found);
    return found.result;
  };
}
