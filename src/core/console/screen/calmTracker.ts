import type { ScreenSegment } from './splitForScreen.ts';

/**
 * Tells from what is written when a screen holds nothing but lines of text again: more of them than it has rows came with
 * no move between. It looks at the bytes alone, so that the answer does not depend on how they arrived.
 */
export class CalmTracker {
  #rows: number;
  #lines = 0;
  #shiftedOut = false;
  #scrollingLimited = false;
  #alternate = false;

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** Takes the next segment; true where the screen is calm after it, with the cursor on a fresh line. */
  add({ kind, effect, row = 0 }: ScreenSegment): boolean {
    this.#rows = Math.max(this.#rows, row);
    if (effect === 'shiftsOut' || effect === 'shiftsIn') this.#shiftedOut = effect === 'shiftsOut';
    if (effect === 'limitsScrolling' || effect === 'freesScrolling') {
      this.#scrollingLimited = effect === 'limitsScrolling';
    }
    if (effect === 'entersAlternate' || effect === 'leavesAlternate') this.#alternate = effect === 'entersAlternate';
    // A shift back to the usual characters is part of how some terminals switch colours off.
    if (kind === 'move' && effect !== 'shiftsIn') this.#lines = 0;
    if (kind !== 'line') return false;
    this.#lines++;
    return this.#lines > this.#rows && !this.#shiftedOut && !this.#scrollingLimited && !this.#alternate;
  }
}
