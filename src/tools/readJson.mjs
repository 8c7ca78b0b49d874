import { readFileSync } from 'node:fs';

/**
 * Errors: those of reading and of parsing.
 *
 * @param {string} path
 * @returns {unknown}
 */
export function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
