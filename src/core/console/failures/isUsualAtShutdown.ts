import type { ConsoleFailure } from '../phases/bootPhase.ts';

/** A live system cannot unmount the medium that it runs from: each of its shutdowns says so, and nobody has to look. */
export function isUsualAtShutdown({ kind, severity, title }: ConsoleFailure): boolean {
  return kind === 'unitFailed' && severity === 'warning' && title.startsWith('Failed unmounting ');
}
