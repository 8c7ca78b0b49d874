/** What a run began with. */
export type RunStart =
  /** A boot; `why`: a checkpoint was to be started from, and could not. */
  | { readonly kind: 'boot'; readonly why: string | null }
  | {
      readonly kind: 'checkpoint';
      readonly id: string;
      /** ISO 8601, UTC. */
      readonly madeAt: string;
      /** The run that booted, and in which it was saved. */
      readonly runFolder: string;
      /** So many bytes at the beginning of serial.log were written in that run. */
      readonly consoleBytes: number;
    };
