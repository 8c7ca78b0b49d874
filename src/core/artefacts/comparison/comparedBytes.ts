/** So much of a capture is compared: folding one of the largest would hold up an editor's other extensions for seconds. */
export const comparedBytes = 4 * 1024 * 1024;
