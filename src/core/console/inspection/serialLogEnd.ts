import { phaseOf } from '../phases/boot.ts';
import type { BootObserver } from '../bootObserver.ts';
import { bootPhaseTitle } from '../phases/bootPhase.ts';
import type { EndMarker } from '../phases/endMarker.ts';
import type { SerialLogEnd } from './serialLogInspection.ts';

/** So many bytes after a refused power-off, the console went on with something else; a prompt is shorter. */
const goneOnBytes = 512;

/** Says how a log that was read to its end ends. */
export function serialLogEnd(observer: BootObserver): SerialLogEnd {
  const { endMarker, lastLine, bytes } = observer;
  const fatal = observer.failures.findLast(({ severity }) => severity === 'fatal');
  const boot = observer.boots.at(-1);
  if (endMarker !== undefined && (endMarker.kind !== 'powerOffRefused' || bytes - endMarker.byteEnd < goneOnBytes)) {
    return {
      kind: endMarker.kind,
      sentence: sentences[endMarker.kind](endMarker.detail),
      line: endMarker.text,
      byteOffset: endMarker.byteStart,
    };
  }
  if (fatal !== undefined && fatal.byteStart >= (boot?.byteStart ?? 0)) {
    return {
      kind: 'failed',
      sentence: `The boot failed: ${fatal.title}.`,
      line: fatal.trace[0] ?? '',
      byteOffset: fatal.byteStart,
    };
  }
  if (lastLine === undefined) return { kind: 'empty', sentence: 'The log holds no text.', line: '', byteOffset: 0 };
  const phase = boot === undefined || boot.phases.length === 0 ? undefined : bootPhaseTitle[phaseOf(boot)];
  return {
    kind: 'cutOff',
    sentence:
      phase === undefined
        ? 'The log breaks off, and shows no boot phase.'
        : `The log breaks off in the phase ${phase}; nothing was said about an end.`,
    line: lastLine.text,
    byteOffset: lastLine.byteStart,
  };
}

const sentences: Readonly<Record<EndMarker['kind'], (detail: string) => string>> = {
  powerDown: () => 'The guest powered itself down.',
  restart: () => 'The guest restarted itself, and no boot followed.',
  halt: () => 'The guest halted.',
  qemuSignal: (detail) => `QEMU was ended from outside, by signal ${detail}.`,
  qemuError: (detail) => `QEMU gave up: ${detail}`,
  powerOffRefused: (detail) => `A power-off was asked for and refused: ${detail}`,
};
