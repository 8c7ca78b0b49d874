import { execFileSync } from 'node:child_process';

/** Where this machine has a program. */
export function programPath(name: string): string {
  return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
}
