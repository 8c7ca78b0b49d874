/** No terminal control is longer; what is cut off after more is garbage. */
export const maximumSequenceBytes = 64;

/**
 * Where an escape sequence or a character begins that is cut off at the end of bytes (as latin1): its rest comes with the
 * next ones. The length where nothing is cut off.
 */
export function cutEnd(data: string): number {
  const start = data.lastIndexOf('\x1b');
  if (start >= 0 && data.length - start < maximumSequenceBytes && cutSequence.test(data.slice(start))) return start;
  return data.length - (cutCharacter.exec(data.slice(-3))?.[0].length ?? 0);
}

const cutSequence = /^\x1b(?:[ -/]*|\[[0-?]*[ -/]*)$/;
const cutCharacter = /(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})$/;
