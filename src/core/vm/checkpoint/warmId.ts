const prefix = 'warm-';

/** The id of the checkpoint that warm launches of a machine share. */
export const warmId = (keyDigest: string): string => `${prefix}${keyDigest}`;

/** Whether a checkpoint of this name would be taken for one that warm launches made. */
export const isWarmId = (id: string): boolean => id.startsWith(prefix);
