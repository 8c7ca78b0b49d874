/**
 * How long a built-in probe may take. An answer takes milliseconds; but all probes run at once, and an emulated guest on a
 * busy machine was seen to need more than ten seconds for the forty commands.
 */
export const probeTimeoutMs = 30_000;
