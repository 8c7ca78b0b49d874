/** What the system said about a file, without path, code and call: "no space left on device". */
export function errnoInWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return /^E[A-Z0-9]+: ([^,]+)/.exec(error.message)?.[1] ?? error.message;
}
