/**
 * What a reader made of an output. A reader never throws: output it does not understand is an ordinary result.
 * `remark` says what was left out of a value that is good otherwise.
 */
export type ReadResult =
  | { readonly ok: true; readonly value: unknown; readonly remark?: string }
  | { readonly ok: false; readonly why: string };
