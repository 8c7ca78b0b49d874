/**
 * Looks at each object once: many rules ask the same of a capture, or of all of them, at every look, in a process that must
 * not keep the console waiting. Invariant: what is looked at never changes.
 */
export function oncePer<K extends object, T>(read: (key: K) => T): (key: K) => T {
  const known = new WeakMap<K, { readonly result: T }>();
  return (key) => {
    const found = known.get(key) ?? { result: read(key) };
    known.set(key, found);
    return found.result;
  };
}
