import { readFileSync } from 'node:fs';

/** What a JSON file of our own holds; undefined if it is not there, or not whole. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
