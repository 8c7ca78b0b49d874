/** Together. */
export const bytesOf = (each: readonly { readonly bytes: number }[]): number =>
  each.reduce((sum, { bytes }) => sum + bytes, 0);
