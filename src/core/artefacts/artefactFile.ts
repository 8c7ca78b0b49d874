/** A file of a run folder, as the report needs to know it. */
export interface ArtefactFile {
  /** Relative to the run folder. */
  readonly file: string;
  readonly bytes: number;
}
