import { readFileSync } from 'node:fs';

/** What a JSON file of our own holds; undefined if it is not there, or not whole. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
