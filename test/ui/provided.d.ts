import 'vitest';

declare module 'vitest' {
  /** What test/ui/prepare.mjs provides. */
  interface ProvidedContext {
    /** The packaged extension. */
    vsix: string;
    /** The sample boot image. */
    sampleIso: string;
  }
}
