/**
 * Removes escape sequences (CSI, OSC, DCS and the two-byte ones) and control characters other than tab, CR and LF.
 * Works on text and on bytes read as latin1, and keeps every LF, so that lines of the result count as in the source.
 */
export function stripControls(raw: string): string {
  return mayHoldControls.test(raw) ? raw.replace(controls, '') : raw;
}

// Strings of OSC, DCS, APC, PM and SOS end at BEL or ST; they are not let across a line, lest one lost terminator eats
// the rest of the log.
const controls =
  /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\n]{0,4096}(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g;
const mayHoldControls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;
