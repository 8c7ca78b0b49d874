import type { CapturedAnswer } from '../capturedAnswer.ts';
import type { RunFacts } from '../runFacts.ts';
import { asRecord } from './asRecord.ts';
import { commandText } from './commandText.ts';

export interface ActionFailure {
  readonly command: string;
  readonly exitStatus: number;
  readonly capture: CapturedAnswer;
  readonly line: number;
}

/** Commands that pre-nixos ran and that failed, from its log of actions; `area` is `storage`, `network`, `apply`. */
export function actionFailures(facts: RunFacts, ...areas: readonly string[]): readonly ActionFailure[] {
  const capture = facts.captures.get('actions-log');
  if (capture === undefined) return [];
  return capture.lines.flatMap((text, index): ActionFailure[] => {
    if (!text.includes('"returncode"')) return [];
    const entry = parse(text);
    const { event, returncode, command } = entry ?? {};
    if (typeof event !== 'string' || typeof returncode !== 'number' || returncode === 0) return [];
    if (!areas.some((area) => event.startsWith(`pre_nixos.${area}.`))) return [];
    return [{ command: commandText(command), exitStatus: returncode, capture, line: index + 1 }];
  });
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return asRecord(JSON.parse(text));
  } catch {
    // Half a line of a writer that was killed.
    return undefined;
  }
}
