/** The folder that holds one folder per recipe hash. */
export function sampleCacheFolder(environment: Readonly<Record<string, string | undefined>>): string;

/** 16 hexadecimal digits over the folder's files: names, contents, executable bits; documents are left out. */
export function recipeHash(folder: string): Promise<string>;
