/** A line of screen text: what a person would have read, and where it began to be drawn in serial.log. */
export interface ScreenLine {
  readonly text: string;
  readonly byteOffset: number;
}
