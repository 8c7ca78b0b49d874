/**
 * The value at a dotted path (`0.addr_info.0.local`), or undefined. An empty path is the value itself; `length` is that of
 * an array or text. A key that itself holds dots is found by its whole name.
 *
 * Invariant: only what the guest wrote is found, never a property that every object has.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  if (Array.isArray(value) || typeof value === 'string') {
    if (path === 'length') return value.length;
    if (typeof value === 'string') return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.hasOwn(value, path)) return (value as Record<string, unknown>)[path];
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const key = path.slice(0, dot);
    if (Object.hasOwn(value, key)) return valueAt((value as Record<string, unknown>)[key], path.slice(dot + 1));
  }
  return undefined;
}
