import { isEndOfBoot } from '../../console/phases/isEndOfBoot.ts';
import type { LocatedFailure, RunFacts } from '../runFacts.ts';

/** The silence of a console whose last line says that the boot was complete: what is missing there is a login. */
export function silenceAfterBoot({ failures }: Pick<RunFacts, 'failures'>): LocatedFailure | undefined {
  return failures.find(({ failure }) => failure.kind === 'silence' && isEndOfBoot(failure.trace.at(-1) ?? ''));
}
