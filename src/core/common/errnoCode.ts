/** The system's name for what went wrong (ENOSPC); undefined where the system said nothing. */
export function errnoCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
