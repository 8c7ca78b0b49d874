/** The path of a Chromium that the tests may run; installs one where there is none. */
export function findChromium(): Promise<string>;
