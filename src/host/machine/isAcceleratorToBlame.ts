import { DeadlineError } from '../../core/common/deadline.ts';

/** A quarter of the time that a QEMU has to connect: on a machine that was too busy for that, emulation is not so quick. */
const quickStartMs = 5_000;

/**
 * Whether an accelerator is to blame for a machine that did not start with it and did in emulation. A wait that ran out is
 * its fault only if emulation was quick: else the machine that runs both was busy.
 *
 * @param error why it did not start
 * @param emulatedMs how long the start in emulation took
 */
export function isAcceleratorToBlame(error: unknown, emulatedMs: number): boolean {
  const isDeadline = [error, error instanceof Error ? error.cause : undefined].some(
    (each) => each instanceof DeadlineError,
  );
  return !isDeadline || emulatedMs < quickStartMs;
}
