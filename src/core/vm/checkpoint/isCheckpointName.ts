/** A name is that of a folder, and is typed on command lines. */
export const isCheckpointName = (text: string): boolean => /^[A-Za-z0-9][\w.-]{0,79}$/.test(text);
